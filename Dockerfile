# The product as it runs: web, worker and clock are one image with three commands (docker-compose.yml).
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 roundtable

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY manage.py ./
COPY config config
COPY core core
COPY questions questions
COPY labor_market labor_market
COPY partnerships partnerships
COPY grants grants
COPY evaluation evaluation
COPY legislature legislature
COPY home home
COPY templates templates
COPY static static
# Collecting static files reads the settings, which ask for addresses; none of these is ever connected to.
RUN SECRET_KEY=build DATABASE_URL=postgresql://x/x SWEEPER_DATABASE_URL=postgresql://x/x REDIS_URL=redis://x \
    STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir /app/media && chown roundtable /app/media

USER roundtable
ENV PYTHONUNBUFFERED=1 STATIC_ROOT=/app/staticfiles MEDIA_ROOT=/app/media
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
     "--max-requests", "5000", "--max-requests-jitter", "500", "--access-logfile", "-"]
