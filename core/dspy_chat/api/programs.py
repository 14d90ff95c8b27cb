"""/api/programs and /api/models: what can be talked to, and who answers."""

from fastapi import APIRouter

from dspy_chat.api.bodies import ModelOut, ModelsOut, PluginOut, ProgramOut, ProgramsOut
from dspy_chat.api.parts import PartsDep
from dspy_chat.errors import UnknownProgram
from dspy_chat.plugins import Installed, Programs

router = APIRouter(prefix="/api", tags=["programs"])


@router.get("/programs")
async def read_all(parts: PartsDep) -> ProgramsOut:
    """The installed programs, and the plugins that brought them or failed to."""
    programs = parts.programs
    return ProgramsOut(
        programs=[_program(programs, one) for one in programs.by_id.values()],
        plugins=[
            PluginOut(
                name=plugin.name,
                distribution=plugin.distribution,
                version=plugin.version,
                status=plugin.status,
                error=plugin.error,
            )
            for plugin in programs.plugins
        ],
    )


@router.get("/programs/{program}")
async def read(program: str, parts: PartsDep) -> ProgramOut:
    """One installed program."""
    if len(program) > 64:
        raise UnknownProgram("there is no program with such a long id; GET /api/programs lists them")
    return _program(parts.programs, parts.programs.get(program))


def _program(programs: Programs, installed: Installed) -> ProgramOut:
    program, shape = installed.program, installed.shape
    return ProgramOut(
        id=program.id,
        title=program.title,
        description=program.description,
        version=installed.version,
        plugin=installed.plugin,
        starters=list(program.starters),
        message_field=shape.message_field,
        answer_field=shape.answer_field,
        inputs=shape.schema,
        fields=list(shape.fields),
        default=program.id == programs.default,
    )


@router.get("/models")
async def models(parts: PartsDep) -> ModelsOut:
    """The language models that answer here; one is the default."""
    default = parts.models.default.ref.id
    return ModelsOut(models=[ModelOut(**ref.model_dump(), default=ref.id == default) for ref in parts.models.refs()])
