"""Opening a class, changing it, moving it on, and what it switches on."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from core import audit, plugins
from core.access.services import carry_roles
from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.plugins import ClassPlugin
from core.training.models import ClassSetting, TrainingClass
from core.training.policy import Policy, policy_problems
from core.training.rules import State, class_problems, move_problems
from core.transaction import transaction


@dataclass(frozen=True)
class ClassDetails:
    """The outline of a class as an organiser fills it in."""

    name: str
    code: str
    host: str
    report_on: date
    starts_on: date
    ends_on: date
    zone: str
    organiser: str = ""
    place: str = ""
    series: str = ""
    number: int | None = None
    capacity: int | None = None
    apply_until: datetime | None = None
    privacy_text: str = ""


def create_class(details: ClassDetails, *, by: Actor, at: datetime) -> TrainingClass:
    """Opens a class in 筹备, for an organiser; Refused where the outline cannot stand."""
    _refuse(_outline_problems(details))
    try:
        with transaction() as session:
            made = TrainingClass(
                **asdict(details),
                state=State.PREPARING.value,
                public_token=secrets.token_urlsafe(12),
                policy_json=Policy().to_json(),
                created_at=at,
            )
            session.add(made)
            session.flush()
            audit.note("training.create", f"class:{made.id}", by=by, at=at, class_id=made.id)
    except Refused as refused:
        if refused.codes != ["met_another"]:
            raise
        raise Refused(_code_taken(details.code)) from refused
    return made


def change_class(
    training_class: TrainingClass, details: ClassDetails, *, by: Actor, at: datetime
) -> None:
    """Corrects the outline of a class; what the journal keeps is what was and what is."""
    _refuse(_outline_problems(details, itself=training_class))
    with transaction():
        require_open(training_class)
        before = {name: getattr(training_class, name) for name in asdict(details)}
        for name, value in asdict(details).items():
            setattr(training_class, name, value)
        if before["privacy_text"] != details.privacy_text:
            training_class.privacy_version += 1
        changed = {
            name: [str(before[name]), str(value)]
            for name, value in asdict(details).items()
            if before[name] != value
        }
        audit.note(
            "training.change",
            f"class:{training_class.id}",
            by=by,
            at=at,
            class_id=training_class.id,
            changed=changed,
        )


def copy_class(
    source: TrainingClass, details: ClassDetails, *, by: Actor, at: datetime
) -> TrainingClass:
    """Opens a new class after the pattern of an old one, with whatever each feature carries over."""
    with transaction() as session:
        target = create_class(details, by=by, at=at)
        target.policy_json = dict(source.policy_json)
        target.privacy_text = target.privacy_text or source.privacy_text
        for switch in _switches(source):
            session.add(ClassPlugin(class_id=target.id, plugin=switch.plugin, on=switch.on))
        for setting in _settings(source):
            session.add(ClassSetting(class_id=target.id, name=setting.name, value=setting.value))
        session.flush()
        carry_roles(source, target, by=by, at=at)
        plugins.do("copy_class", source.id, source=source, target=target)
        audit.note(
            "training.copy",
            f"class:{target.id}",
            by=by,
            at=at,
            class_id=target.id,
            source=source.code,
        )
    return target


def move_to(training_class: TrainingClass, state: State, *, by: Actor, at: datetime) -> None:
    """Moves a class on; 结业 is reached by close_class alone, because outcomes come with it."""
    with transaction():
        before = State(training_class.state)
        if state is State.CLOSED:
            raise Refused(
                Problem("close_by_outcomes", _("请在“结业”页核定结业后再结束本班。"), "state")
            )
        _refuse(move_problems(before, state))
        training_class.state = state.value
        audit.note(
            "training.move",
            f"class:{training_class.id}",
            by=by,
            at=at,
            class_id=training_class.id,
            before=before.value,
            after=state.value,
        )


def set_policy(training_class: TrainingClass, policy: Policy, *, by: Actor, at: datetime) -> None:
    """Gives the class other numbers to go by; marks that were given stay as they are."""
    _refuse(policy_problems(policy))
    with transaction():
        require_open(training_class)
        before, after = training_class.policy_json, policy.to_json()
        training_class.policy_json = after
        audit.note(
            "training.set_policy",
            f"class:{training_class.id}",
            by=by,
            at=at,
            class_id=training_class.id,
            changed={
                key: [before.get(key), value]
                for key, value in after.items()
                if before.get(key) != value
            },
        )


def switch_plugin(
    training_class: TrainingClass, name: str, on: bool, *, by: Actor, at: datetime
) -> None:
    """Turns a plugin on or off for a class; its data stays either way."""
    if name not in {plugin.name for plugin in plugins.switchable()}:
        raise Refused(Problem("no_such_plugin", _("没有安装插件“%(name)s”。", name=name)))
    with transaction() as session:
        session.merge(ClassPlugin(class_id=training_class.id, plugin=name, on=on))
        audit.note(
            "training.switch_plugin",
            f"class:{training_class.id}",
            by=by,
            at=at,
            class_id=training_class.id,
            plugin=name,
            on=on,
        )
    plugins.forget_switches()


def set_setting(
    training_class: TrainingClass, name: str, value: str, *, by: Actor, at: datetime
) -> None:
    """Keeps one value that a plugin asked the class for."""
    set_settings(training_class, {name: value}, by=by, at=at)


def set_settings(
    training_class: TrainingClass, values: dict[str, str], *, by: Actor, at: datetime
) -> None:
    """Keeps values that plugins asked the class for, all or none, if nobody objects to any."""
    known = {item.name: item for _owner, item in plugins.gather("register_settings")}
    problems = []
    for name, value in values.items():
        if name not in known:
            words = _("没有“%(name)s”这项设置。", name=name)
            problems.append(Problem("no_such_setting", words, name))
            continue
        judge = known[name].problem
        if judge is not None and (objection := judge(value)):
            problems.append(Problem("setting_refused", objection, name))
    _refuse(problems)
    with transaction() as session:
        require_open(training_class)
        for name, value in values.items():
            session.merge(ClassSetting(class_id=training_class.id, name=name, value=value))
        audit.note(
            "training.set_settings",
            f"class:{training_class.id}",
            by=by,
            at=at,
            class_id=training_class.id,
            values=values,
        )


def require_open(training_class: TrainingClass) -> None:
    """Refuses a change to a class whose outcomes stand; to be called inside the act."""
    if training_class.is_frozen:
        words = _("本班已经“%(state)s”，不能再修改。", state=training_class.state_word)
        raise Refused(Problem("class_frozen", words))


def _outline_problems(details: ClassDetails, itself: TrainingClass | None = None) -> list[Problem]:
    problems = class_problems(
        name=details.name,
        code=details.code,
        zone=details.zone,
        dates=(details.report_on, details.starts_on, details.ends_on),
    )
    if not details.host.strip():
        problems.append(Problem("host_missing", _("请填写主办单位。"), "host"))
    if details.capacity is not None and details.capacity < 1:
        problems.append(Problem("capacity_small", _("名额至少是 1；不限名额请留空。"), "capacity"))
    same = select(TrainingClass.id).where(TrainingClass.code == details.code)
    holder = db.session.execute(same).scalar_one_or_none()
    if holder is not None and (itself is None or holder != itself.id):
        problems.append(_code_taken(details.code))
    return problems


def _code_taken(code: str) -> Problem:
    return Problem("code_taken", _("代码“%(code)s”已经有班级在用。", code=code), "code")


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _switches(training_class: TrainingClass) -> list[ClassPlugin]:
    found = select(ClassPlugin).where(ClassPlugin.class_id == training_class.id)
    return list(db.session.execute(found).scalars())


def _settings(training_class: TrainingClass) -> list[ClassSetting]:
    found = select(ClassSetting).where(ClassSetting.class_id == training_class.id)
    return list(db.session.execute(found).scalars())
