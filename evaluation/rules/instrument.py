"""The employer survey: every word of it, in English and Spanish. Our own items; none is taken from a licensed index.

What employers can tell soonest is asked first: whether working together is useful, and the quality of people they hire;
turnover, rework and complaints may be too early to tell, and that is an answer of its own.
"""

from __future__ import annotations

from typing import Any

from evaluation.rules.items import APART, CREDIT, CREDITED, DONT_KNOW, TOO_EARLY

TITLE = "Employer survey"
SECTION = ("survey", "Employer survey")

_TELL = [[TOO_EARLY, "Too early to tell"], [DONT_KNOW, "I don’t know"], ["not_applicable", "Does not apply"]]
_TELL_ES = [[TOO_EARLY, "Es muy pronto para saber"], [DONT_KNOW, "No sé"], ["not_applicable", "No aplica"]]
_AGREE = [
    ["strongly_agree", "Strongly agree"],
    ["agree", "Agree"],
    ["neither", "Neither agree nor disagree"],
    ["disagree", "Disagree"],
    ["strongly_disagree", "Strongly disagree"],
]
_AGREE_ES = [
    ["strongly_agree", "Muy de acuerdo"],
    ["agree", "De acuerdo"],
    ["neither", "Ni de acuerdo ni en desacuerdo"],
    ["disagree", "En desacuerdo"],
    ["strongly_disagree", "Muy en desacuerdo"],
]


def _scale(values: str, english: str, spanish: str) -> tuple[list[list[str]], list[list[str]]]:
    """Five answers from one end to the other: values, and their words in both languages."""
    keys = values.split()
    return (
        [[key, word] for key, word in zip(keys, english.split("; "), strict=True)],
        [[key, word] for key, word in zip(keys, spanish.split("; "), strict=True)],
    )


_VALUE = _scale(
    "very_valuable valuable moderately slightly not_at_all",
    "Very valuable; Valuable; Moderately valuable; Slightly valuable; Not valuable",
    "Muy valioso; Valioso; Algo valioso; Poco valioso; Nada valioso",
)
_LOWER = "much_lower lower same higher much_higher"
_TURNOVER = _scale(
    _LOWER,
    "Many fewer leave; Fewer leave; About the same; More leave; Many more leave",
    "Se van muchas menos; Se van menos; Más o menos igual; Se van más; Se van muchas más",
)
_FEWER = _scale(
    _LOWER,
    "Much less; Less; About the same; More; Much more",
    "Mucho menos; Menos; Más o menos igual; Más; Mucho más",
)
_COMPLAINTS = _scale(
    _LOWER,
    "Many fewer; Fewer; About the same; More; Many more",
    "Muchas menos; Menos; Más o menos igual; Más; Muchas más",
)
_BETTER = _scale(
    "much_better better same worse much_worse",
    "Much better; Better; About the same; Worse; Much worse",
    "Mucho mejor; Mejor; Más o menos igual; Peor; Mucho peor",
)
_TIME = _scale(
    "much_shorter shorter same longer much_longer",
    "Much shorter; Shorter; About the same; Longer; Much longer",
    "Mucho más corto; Más corto; Más o menos igual; Más largo; Mucho más largo",
)


def _choice(
    key: str, label: str, es: str, scale: tuple[list[list[str]], list[list[str]]], help: str = "", help_es: str = ""
) -> dict[str, Any]:
    english, spanish = scale
    return {
        "key": key,
        "type": "choice",
        "label": label,
        "help": help,
        "options": {
            "choices": english + _TELL,
            "apart": list(APART),
            "es": {"label": es, "help": help_es, "choices": spanish + _TELL_ES},
        },
    }


_JOBS, _JOBS_ES = (
    "The jobs that the partnership works on, at your sites.",
    "Los puestos de los que se ocupa la alianza.",
)
_IMPROVED = {
    "hire_quality": ["better", "much_better"],
    "turnover": ["lower", "much_lower"],
    "rework": ["lower", "much_lower"],
    "complaints": ["lower", "much_lower"],
    "time_to_fill": ["shorter", "much_shorter"],
}

QUESTIONS: list[dict[str, Any]] = [
    _choice(
        "collaboration",
        "Working with other employers in the partnership is useful to us.",
        "Trabajar con otros empleadores en la alianza nos resulta útil.",
        (_AGREE, _AGREE_ES),
    ),
    _choice(
        "value",
        "How valuable has the partnership been to your company?",
        "¿Qué tan valiosa ha sido la alianza para su empresa?",
        _VALUE,
        "Working with other companies, schools and public agencies.",
        "El trabajo con otras empresas, escuelas y agencias públicas.",
    ),
    _choice(
        "hire_quality",
        "Compared with a year ago, how good are the people you hire for these jobs?",
        "En comparación con hace un año, ¿qué tan preparadas están las personas que contrata para estos puestos?",
        _BETTER,
        _JOBS,
        _JOBS_ES,
    ),
    _choice(
        "turnover",
        "Compared with a year ago, how many people leave these jobs?",
        "En comparación con hace un año, ¿cuántas personas dejan estos puestos?",
        _TURNOVER,
        _JOBS,
        _JOBS_ES,
    ),
    _choice(
        "rework",
        "Compared with a year ago, how much work has to be done again?",
        "En comparación con hace un año, ¿cuánto trabajo hay que rehacer?",
        _FEWER,
        "Rework, errors and scrap in these jobs.",
        "Trabajo repetido, errores y desperdicio en estos puestos.",
    ),
    _choice(
        "complaints",
        "Compared with a year ago, how many complaints do you get from customers?",
        "En comparación con hace un año, ¿cuántas quejas recibe de sus clientes?",
        _COMPLAINTS,
        "Patients, residents and buyers count as customers.",
        "Los pacientes, residentes y compradores cuentan como clientes.",
    ),
    _choice(
        "time_to_fill",
        "Compared with a year ago, how long does it take to fill one of these jobs?",
        "En comparación con hace un año, ¿cuánto tarda en cubrir uno de estos puestos?",
        _TIME,
        _JOBS,
        _JOBS_ES,
    ),
    {
        "key": CREDIT,
        "type": "choices",
        "label": "Which of these changes do you put down to the partnership, at least in part?",
        "help": "Choose all that apply.",
        "show_if": {"any": [{"question": key, "is": "any_of", "value": _IMPROVED[key]} for key in CREDITED]},
        "options": {
            "choices": [
                ["hire_quality", "Better hires"],
                ["turnover", "Fewer people leave"],
                ["rework", "Less work done again"],
                ["complaints", "Fewer complaints"],
                ["time_to_fill", "Jobs filled faster"],
                ["none", "None of them"],
                [DONT_KNOW, "I can’t say"],
            ],
            "apart": ["none", DONT_KNOW],
            "es": {
                "label": "¿Cuáles de estos cambios atribuye a la alianza, al menos en parte?",
                "help": "Elija todas las que correspondan.",
                "choices": [
                    ["hire_quality", "Mejores contrataciones"],
                    ["turnover", "Menos personas se van"],
                    ["rework", "Menos trabajo repetido"],
                    ["complaints", "Menos quejas"],
                    ["time_to_fill", "Puestos cubiertos más rápido"],
                    ["none", "Ninguno"],
                    [DONT_KNOW, "No sabría decir"],
                ],
            },
        },
    },
    _choice(
        "employers_lead",
        "Employers set the agenda of this partnership.",
        "Los empleadores fijan la agenda de esta alianza.",
        (_AGREE, _AGREE_ES),
    ),
    _choice(
        "neutral_convener",
        "The convener helps us move forward without steering us.",
        "Quien convoca la alianza nos ayuda a avanzar sin dirigirnos.",
        (_AGREE, _AGREE_ES),
        "The organization that calls and runs the meetings.",
        "La organización que convoca y conduce las reuniones.",
    ),
    {
        "key": "practice_changed",
        "type": "choice",
        "label": "Did you change how you hire, pay, schedule, train or promote because of the partnership?",
        "options": {
            "choices": [["yes", "Yes"], ["no", "No"], [DONT_KNOW, "I don’t know"]],
            "apart": [DONT_KNOW],
            "es": {
                "label": "¿Cambió su forma de contratar, pagar, programar, capacitar o ascender debido a la alianza?",
                "help": "",
                "choices": [["yes", "Sí"], ["no", "No"], [DONT_KNOW, "No sé"]],
            },
        },
    },
    {
        "key": "comment",
        "type": "long_text",
        "label": "What should the partnership do differently?",
        "help": "Please name no person.",
        "options": {
            "words": 200,
            "rows": 6,
            "es": {
                "label": "¿Qué debería hacer la alianza de otra manera?",
                "help": "Por favor, no nombre a ninguna persona.",
            },
        },
    },
]
