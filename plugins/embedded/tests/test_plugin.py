import subprocess
import sys

from dspy_chat_embedded import dspy_chat_models


def test_the_plugin_offers_one_model_that_is_honest_about_itself() -> None:
    [model] = dspy_chat_models()
    assert (model.id, model.kind) == ("embedded", "embedded")
    assert "demo model" in str(model.hint)
    assert "OPENAI_API_KEY" in str(model.hint)


def test_importing_and_asking_the_plugin_loads_neither_dspy_nor_the_engine() -> None:
    code = (
        "import sys, dspy_chat_embedded as plugin; plugin.dspy_chat_models(); "
        "print(sorted({'dspy', 'xllamacpp', 'llm', 'llama_cpp'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
