"""Items answered by choosing, ordering or matching."""

from __future__ import annotations

from typing import Any

from courses.formats.model import Item
from courses.formats.numbers import weight
from courses.formats.qti12.processing import ORDERED, Result, run
from courses.formats.qti12.source import ItemSource, UnfitError
from courses.formats.xml_source import Element, children, descendants, name_of, text_of

_TRUTH = {"true": "true", "false": "false", "t": "true", "f": "false"}


class ChoiceReader(ItemSource):
    """Reads <response_lid>. Raises UnfitError."""

    def _rows(self, response: Element) -> tuple[list[dict[str, Any]], list[Result], list[str]]:
        every = list(descendants(response, "response_label"))
        labels = [one for one in every if self._option(one)]
        if len(labels) < len(every):
            self.notes.append("choices without any text are left out")
        names = [one.get("ident") or "" for one in labels]
        results = [self._run(response, name) for name in names]
        multiple = (response.get("rcardinality") or "").lower() == "multiple"
        right = self._run(response, *self._required(response)) if multiple else max(
            results, key=lambda result: result.score, default=None
        )  # fmt: skip
        self._note_common(results, right)
        rows = []
        for one, result in zip(labels, results, strict=True):
            feedback = self._feedback(*result.feedback)
            rows.append({"text": self._option(one)} | ({"feedback": feedback} if feedback else {}))
        return rows, results, names

    def _choice(self, response: Element) -> Item:
        rows, results, _ = self._rows(response)
        scores = [result.score for result in results]
        best = max(scores, default=0.0)
        if best <= 0:
            raise UnfitError("none of its choices earns anything")
        words = [_TRUTH.get(str(row["text"]).strip(". *").lower(), "") for row in rows]
        if sorted(words) == ["false", "true"] and ("true_false" in self.kind or not self.kind):
            item: Item = {"type": "true_false", "answer": words[scores.index(best)] == "true"}
            return item | {
                f"feedback_{word}": row["feedback"]
                for word, row in zip(words, rows, strict=True)
                if row.get("feedback")
            }
        if sum(score > 0 for score in scores) == 1 and min(scores) >= 0:
            return {"type": "single_choice", "choices": [
                _row(row, {"correct": True} if score == best else {})
                for row, score in zip(rows, scores, strict=True)
            ]} | _shuffle(response)  # fmt: skip
        return {"type": "single_choice", "choices": [
            _row(row, {"weight": weight(score / best)}) for row, score in zip(rows, scores, strict=True)
        ]} | _shuffle(response)  # fmt: skip

    def _several(self, response: Element) -> Item:
        rows, results, names = self._rows(response)
        nothing = self._run(response).score
        alone = [result.score - nothing for result in results]
        gained = sum(score for score in alone if score > 0)
        right = [name for name, score in zip(names, alone, strict=True) if score > 0]
        adds_up = abs(self._run(response, *names).score - nothing - sum(alone)) < 0.05
        if gained > 0 and adds_up and self._run(response, *right).score - nothing >= gained - 0.05:
            choices = [
                _row(row, {"weight": weight(score / gained)}) for row, score in zip(rows, alone, strict=True)
            ]
            return {"type": "multiple_choice", "policy": "weights", "choices": choices} | _shuffle(response)
        right = self._required(response)
        best = self._run(response, *right).score
        if best <= 0:
            raise UnfitError("no set of its choices earns anything")
        choices = [_row(row, {"correct": name in right}) for row, name in zip(rows, names, strict=True)]
        return {"type": "multiple_choice", "policy": "all_or_nothing", "choices": choices} | _shuffle(
            response
        )

    def _required(self, response: Element) -> list[str]:
        """The choices that the best condition asks for, those under <not> excepted."""
        candidates = []
        for condition in descendants(self.root, "respcondition"):
            named = [
                text_of(one)
                for one in descendants(condition, "varequal")
                if one.get("respident") == response.get("ident")
                and not any(name_of(above) == "not" for above in one.iterancestors())
            ]
            candidates.append(named)
        return max(candidates, key=lambda named: self._run(response, *named).score, default=[])

    def _order(self, response: Element) -> Item:
        labels = list(descendants(response, "response_label"))
        texts = {one.get("ident") or "": self._option(one) for one in labels}
        wanted = [named for named in self._orders(response) if sorted(named) == sorted(texts)]
        if not wanted:
            raise UnfitError("no correct order of all entries is given")
        best = max(wanted, key=lambda named: self._run(response, ORDERED, *named).score)
        self._note_common([], self._run(response, ORDERED, *best))
        return {
            "type": "ordering",
            "method": "all_or_nothing",
            "entries": [texts[name] for name in best],
        }

    def _orders(self, response: Element) -> list[list[str]]:
        return [
            [text_of(one) for one in descendants(condition, "varequal")
             if one.get("respident") == response.get("ident")]
            for condition in descendants(self.root, "respcondition")
        ]  # fmt: skip

    def _blocks_match(self, responses: list[Element]) -> Item:
        """Blackboard's layout: the left-hand texts beside the responses, the right-hand ones in a block."""
        block = next(one for one in self.root.iter("flow") if one.get("class") == "RIGHT_MATCH_BLOCK")
        rights = [self._material(one) for one in descendants(block, "material")]
        pairs = []
        for response in responses:
            left = "\n\n".join(map(self._material, descendants(response.getparent(), "material")))
            names = [one.get("ident") or "" for one in descendants(response, "response_label")]
            scores = [self._run(response, name).score for name in names]
            if not left or max(scores, default=0.0) <= 0 or len(names) > len(rights):
                raise UnfitError(f"nothing matches “{left[:60]}”")
            pairs.append({"left": left, "right": rights[scores.index(max(scores))]})
        unused = [text for text in dict.fromkeys(rights) if text not in {pair["right"] for pair in pairs}]
        return {"type": "match", "pairs": pairs} | ({"distractors": unused} if unused else {})

    def _match(self, responses: list[Element]) -> Item:
        if any(one.get("class") == "RIGHT_MATCH_BLOCK" for one in self.root.iter("flow")):
            return self._blocks_match(responses)
        pairs, offered = [], []
        together: dict[str, list[str]] = {}
        for response in responses:
            rows, results, names = self._rows(response)
            left = "\n\n".join(map(self._material, children(response, "material")))
            if not left:
                continue
            best = max(results, key=lambda result: result.score, default=Result(0.0))
            if best.score <= 0:
                raise UnfitError(f"nothing matches “{left[:60]}”")
            together[response.get("ident") or ""] = [names[results.index(best)]]
            pairs.append({"left": left, "right": rows[results.index(best)]["text"]})
            offered += [row["text"] for row in rows]
        self._note_common([], run(self.root, together))
        used = {pair["right"] for pair in pairs}
        distractors = [text for text in dict.fromkeys(offered) if text not in used]
        return {"type": "match", "pairs": pairs} | ({"distractors": distractors} if distractors else {})


def _row(row: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    feedback = {"feedback": row["feedback"]} if row.get("feedback") else {}
    return {"text": row["text"]} | extra | feedback


def _shuffle(response: Element) -> dict[str, Any]:
    rendered = next(descendants(response, "render_choice"), None)
    if rendered is not None and (rendered.get("shuffle") or "").lower() == "no":
        return {"shuffle": False}
    return {}
