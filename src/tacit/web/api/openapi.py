from tacit.web.answers import Answer, json_answer
from tacit.web.visit import Visit


def document(visit: Visit) -> Answer:
    return json_answer({"openapi": "3.1.0"})
