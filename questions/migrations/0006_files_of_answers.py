"""Every file that an answer held before files had rows of their own gets its row; those of what was sent count as sent."""

from django.db import migrations

FILL = """
INSERT INTO questions_answerfile (state_id, answer_id, file_id, added_at, sent_at)
SELECT a.state_id, a.id, f.id, a.saved_at, CASE WHEN r.status = 'draft' THEN NULL ELSE a.saved_at END
FROM questions_answer a
JOIN questions_response r ON r.id = a.response_id AND r.state_id = a.state_id
JOIN core_storedfile f ON f.state_id = a.state_id AND f.id = (a.value ->> 'file')::bigint
WHERE jsonb_typeof(a.value) = 'object' AND a.value ->> 'file' ~ '^[0-9]{1,18}$'
ON CONFLICT DO NOTHING;

INSERT INTO questions_answerfile (state_id, answer_id, file_id, added_at, removed_at, sent_at)
SELECT DISTINCT ON (a.state_id, a.id, f.id) a.state_id, a.id, f.id, s.at, a.saved_at, s.at
FROM questions_snapshot s
CROSS JOIN LATERAL jsonb_array_elements(s.content -> 'sections') AS section
CROSS JOIN LATERAL jsonb_array_elements(section -> 'answers') AS given
JOIN questions_answer a ON a.state_id = s.state_id AND a.response_id = s.response_id
JOIN questions_question q ON q.id = a.question_id AND q.key = given ->> 'key'
JOIN core_storedfile f ON f.state_id = s.state_id AND f.id = (given -> 'value' ->> 'file')::bigint
WHERE given ->> 'type' = 'file' AND given -> 'value' ->> 'file' ~ '^[0-9]{1,18}$'
ORDER BY a.state_id, a.id, f.id, s.at
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("questions", "0005_answer_files")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
