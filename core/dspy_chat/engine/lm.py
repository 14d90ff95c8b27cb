"""`TappedLM`: a `dspy.LM` over a tapped engine, which a call passes through without leaving the event loop."""

from typing import Any

import dspy
from dspy.clients import execution
from dspy.clients.call_result import combine
from dspy.clients.errors import error_boundary
from dspy.utils.callback import with_callbacks


class TappedLM(dspy.LM):  # type: ignore[misc]
    """As `dspy.LM`, but for its async calls with messages of text, which it makes on the loop.

    DSPy hands the preparing of an async call to a thread, since it may read files, and the pricing after it, since that
    may load a price list: two hops that cost more than all else of a short answer's call. Text is no file, and the
    tapped engine has said the price. The steps are those of `dspy.clients.execution.aexecute` in DSPy 3.4.
    """

    @with_callbacks  # type: ignore[untyped-decorator]
    async def acall(self, prompt: Any = None, *, messages: Any = None, **kwargs: Any) -> Any:
        """DSPy's outputs, as `dspy.LM.acall` gives them."""
        if not _is_text(messages):
            return await super().acall.__wrapped__(self, prompt, messages=messages, **kwargs)
        call = execution.prepare(self, prompt, messages, kwargs, asynchronous=True)
        request = execution._canonical(call)
        results = []
        for _ in range(call.n):
            with error_boundary(self.model, unexpected=True):
                response = await self._async_engine_spec.complete(request)
            results.append(execution._result(self, response, call, None, estimate=False))
        result = results[0] if len(results) == 1 else combine(results, model_type=self.model_type)
        return execution.finalize(self, call, result)


def _is_text(messages: Any) -> bool:
    return bool(messages) and all(isinstance(message.get("content"), str) for message in messages)
