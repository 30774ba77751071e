"""What counts as a question of its own, in texts as people write them."""

import pytest

from tacit.rules.questions import questions, sentences

ONE = {
    "a plain question": "Protocol §3.2 says tokens live an hour. Should a refresh extend them?",
    "a rhetorical why after a statement": "Keys cannot rotate. Why? The old client pins them. Can we drop it?",
    "a question that answers itself": "Why does it matter? Because clients cache. How long may a token live?",
    "an alternative": "Should we sign with HMAC? Or should it be JWT?",
    "a question that hangs on the one before": "Does the gateway cache tokens? If so, for how long?",
    "options under a question": "Which format do we take?\n\n**Option A**: JWT. Is it heavy? Yes.\n\n**Option B**: X.",
    "options in a list": "Which one shall we take?\n- **Option A**: JWT, or is it heavy?\n- **Option B (best)**: X",
    "short items": "Which format shall we take?\n- JWT?\n- HMAC?\n",
    "an address": "Does https://example.org/a?b=c&d=e? still answer, see [this](https://x.org/?q=is it so?) page?",
    "code": "Does `a ? b : c` parse?\n\n```js\nreally ? yes : no; // is this one?\nwhat about this?\n```\n",
    "a quotation": "> Can we ship on Friday?\n\nKim asked “is it safe to ship?” yesterday. Do we freeze the branch?",
    "parentheses": "Do we keep the field (does anyone read it?) in version two?",
    "a comment": "<!-- Do we ask this? Is it the other? -->\nDo we keep the field?",
    "the same question twice": "### Do we keep the field?\n\nDo we keep the field?",
    "one in Chinese": "协议规定令牌有效期为一小时。刷新令牌时是否延长有效期？",
    "one in Arabic": "هل نمدد صلاحية الرمز عند التحديث؟",
    "one in Spanish": "El token vive una hora. ¿Debe el refresco prolongarlo?",
    "marks in a row": "Do you really mean to drop it?!",
}
NONE = {
    "a statement": "We propose to drop the field in version two.",
    "nothing": "",
    "a bare why": "We drop the field. Why? Nobody reads it.",
    "a search string": "The call is GET /items?page=2 and /items?page=3, no more.",
    "a glob": "The files are log-?.txt and log-??.txt in that folder.",
}
MANY = {
    "two sentences": ("Should a refresh extend the token? Who rotates the signing keys?", 2),
    "a numbered list": ("1. How long may a token live?\n2. Who rotates the keys?\n3. Where are they kept?\n", 3),
    "items with text behind": ("- Who rotates the keys? We did so far.\n- Where are the keys kept? In the vault?", 2),
    "two paragraphs": ("Should a refresh extend it?\n\nAnother matter: who rotates the keys?", 2),
    "lines broken by hand": ("Should a refresh of the token\nextend it? And who rotates\nthe signing keys?", 2),
    "two in Chinese": ("刷新令牌时是否延长有效期？由谁来轮换签名密钥？", 2),
    "two in Arabic": ("هل نمدد صلاحية الرمز عند التحديث؟ من يدير مفاتيح التوقيع؟", 2),
    "headings": ("### How long may a token live?\n\nAn hour so far.\n\n### Who rotates the keys?\n", 2),
    "bold labels": ("**Question 1**: How long may a token live?\n\n**Question 2**: Who rotates the keys?", 2),
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_one_question_is_one(text: str) -> None:
    assert len(questions(text)) == 1, questions(text)


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_asks_nothing_is_none(text: str) -> None:
    assert questions(text) == ()


@pytest.mark.parametrize(("text", "count"), MANY.values(), ids=MANY)
def test_questions_that_stand_for_themselves_are_counted(text: str, count: int) -> None:
    assert len(questions(text)) == count, questions(text)


def test_sentences_are_counted_past_abbreviations_versions_and_lists() -> None:
    assert len(sentences("Moved to v2.1.3, e.g. for St. Pauli. Done.")) == 2
    assert len(sentences("- one\n- two\n- three")) == 3
    assert len(sentences("登录完成。测试通过。")) == 2
    assert sentences("") == ()
