"""The wall: who sees which record, how much of it, and who may change it. Decided here and nowhere else.

A record belongs to one desk and any number of co-owning desks; they see and change all of it. Every other desk
sees what the record's level lets through. Accounts that speak for an organisation see what concerns that
organisation. Pages, search, counts, exports and API all start from `visible_to` and show rows through `Shown`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Func, Q, Value, When
from django.utils.translation import gettext_lazy as _

from greendesk.kit.facts import PartialDateField

from .models import Account, Desk, Level, Role

Reader = Account | AnonymousUser
NONE = Q(pk__in=[])


def desk_ids(account: Reader) -> list[int]:
    return account.desk_ids if isinstance(account, Account) else []


class Written(Func):
    """A condition or value written out, {0} and on where its columns stand. Every page asks the wall of many kinds, and
    the ORM takes longer to write these than any database to answer them."""

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return self.extra["sql"].format(*(compiler.compile(column)[0] for column in self.source_expressions)), []


def _ours_sql(model: type[models.Model], desks: Iterable[int]) -> str:
    """Whether one of `desks` owns or co-owns a row; {0} is its desk, {1} its key."""
    through = model.co_desks.through._meta.db_table  # type: ignore[attr-defined]
    me = model._meta.get_field("co_desks").m2m_column_name()  # type: ignore[union-attr]
    among = ", ".join(str(int(desk)) for desk in desks)
    co_owned = f'SELECT 1 FROM "{through}" WHERE "{me}" = {{1}} AND "desk_id" IN ({among})'
    return f"({{0}} IN ({among}) OR EXISTS({co_owned}))"


def _ours(model: type[models.Model], desks: Collection[int]) -> Q:
    """Rows that one of `desks` owns or co-owns."""
    if not desks:
        return NONE
    return Q(Written("desk_id", "pk", sql=_ours_sql(model, desks), output_field=models.BooleanField()))


def _level(model: type[DeskOwned], account: Reader) -> Written | Case | Value:
    """What the account sees of a row: all of its desks' own and of what concerns it, else what the level lets through."""
    number = models.PositiveSmallIntegerField()
    level: Any = Value(int(Level.PRIVATE), number)
    if desks := desk_ids(account):
        sql = f"CASE WHEN {_ours_sql(model, desks)} THEN {int(Level.FULL)} ELSE {{2}} END"
        level = Written("desk_id", "pk", "sharing", sql=sql, output_field=number)
    if isinstance(account, Account) and (concerned := model.concerns(account)) is not NONE:
        level = Case(When(concerned, then=Value(int(Level.FULL))), default=level, output_field=number)
    return level


class OwnedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Words that every desk-owned record answers to."""

    def ours(self, account: Reader) -> Any:
        """Owned or co-owned by a desk where the account works."""
        return self.filter(_ours(self.model, desk_ids(account)))

    def visible_to(self, account: Reader, at_least: int = Level.EXISTENCE) -> Any:
        """Rows the account may see at `at_least` or above, each with its `shown_level`."""
        rows = self.annotate(shown_level=_level(self.model, account))
        return rows.filter(shown_level__gte=max(int(at_least), int(Level.EXISTENCE)))

    def editable_by(self, account: Reader) -> Any:
        desks = account.editing_desk_ids if isinstance(account, Account) else []
        return self.filter(_ours(self.model, desks))


class DeskOwned(models.Model):
    """Base of every record that a desk owns.

    `existence` and `summary` name the fields that other desks see at those levels; everything else is full.
    A field named in neither is never shown to them, so forgetting one hides it. What holds personal data for one
    purpose of one desk says that it may not be co-owned.
    """

    existence: ClassVar[tuple[str, ...]] = ("place", "themes")
    summary: ClassVar[tuple[str, ...]] = ()
    search_also: ClassVar[tuple[str, ...]] = ()
    may_be_co_owned: ClassVar[bool] = True

    desk = models.ForeignKey("desks.Desk", models.PROTECT, related_name="+", verbose_name=_("desk"))
    co_desks = models.ManyToManyField("desks.Desk", blank=True, related_name="+", verbose_name=_("co-owning desks"))
    sharing = models.PositiveSmallIntegerField(_("other desks see"), choices=Level.choices, default=Level.EXISTENCE)
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Who said so, and where."))
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_on = PartialDateField(_("date of the source"), blank=True, default="")
    is_invented = models.BooleanField(_("invented for the demonstration"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def concerns(cls, account: Account) -> Q:
        """Rows that an account sees in full because it speaks for an organisation. None unless a model says so,
        by a subquery: a join to representations would repeat rows."""
        return NONE


class PartQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Words for rows that belong to a desk-owned record and are seen with it."""

    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        model = self.model
        rows = model.whole_model().objects.visible_to(account, at_least=max(int(at_least), model.seen_at))
        return self.filter(**{f"{model.whole}__in": rows.values("pk")})

    def editable_by(self, account: Reader) -> Any:
        return self.filter(
            **{f"{self.model.whole}__in": self.model.whole_model().objects.editable_by(account).values("pk")}
        )


class ConfidentialQuerySet(PartQuerySet):
    """Rows that only officers of the owning desks read, at whatever level the whole is shared."""

    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        if not isinstance(account, Account):
            return self.none()
        desks = [desk for desk, role in account.roles.items() if role in Role.confidential()]
        whole = self.model.whole_model()
        return self.filter(**{f"{self.model.whole}__in": whole.objects.filter(_ours(whole, desks)).values("pk")})


class Part(models.Model):
    """Base of rows that belong to one desk-owned record. `whole` names the relation, `seen_at` the level needed."""

    whole: ClassVar[str]
    seen_at: ClassVar[int] = Level.FULL

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def whole_model(cls) -> Any:
        model: Any = cls
        for step in cls.whole.split("__"):
            model = model._meta.get_field(step).related_model
        return model


ALWAYS = frozenset({"pk", "id", "desk", "desk_id", "shown_level", "is_invented"})


class Shown:
    """A record as one reader gets it: fields above the reader's level read as empty, so a template cannot leak them.

    Build it from a row that `visible_to` returned. `record` is the row itself for verbs of the reader's own desk;
    it is None for everybody else.
    """

    __slots__ = ("_allowed", "_row", "level")

    def __init__(self, row: DeskOwned) -> None:
        self._row = row
        self.level = int(row.shown_level)  # type: ignore[attr-defined]
        self._allowed = allowed_fields(type(row), self.level)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        field = name.removeprefix("get_").removesuffix("_display") if name.endswith("_display") else name
        if self._allowed is None or name in ALWAYS or field in self._allowed:
            return getattr(self._row, name)
        return ""

    @property
    def record(self) -> DeskOwned | None:
        return self._row if self.level >= Level.FULL else None

    @property
    def kind(self) -> str:
        return self._row._meta.label_lower

    @property
    def kind_name(self) -> str:
        return str(self._row._meta.verbose_name)

    @property
    def is_full(self) -> bool:
        return self.level >= Level.FULL

    @property
    def is_summary(self) -> bool:
        return self.level >= Level.SUMMARY

    @property
    def co_owners(self) -> list[str]:
        """Names of the desks that own it together with its own, for who sees all of it."""
        return list(self._row.co_desks.values_list("name", flat=True)) if self.is_full else []

    def __str__(self) -> str:
        """The title where the reader's level holds one; below it, what kind of record it is and where."""
        if self.is_full or (self.is_summary and self._row.summary):
            return str(self._row)
        place = self.place if "place" in self._row.existence else None
        return f"{self.kind_name.capitalize()} · {place}" if place else self.kind_name.capitalize()


def allowed_fields(model: type[DeskOwned], level: int) -> frozenset[str] | None:
    """Names a reader at `level` may read; None means all."""
    if level >= Level.FULL:
        return None
    names = set(model.existence)
    if level >= Level.SUMMARY:
        names |= set(model.summary)
    return frozenset(names)


def shown(rows: Iterable[Any]) -> list[Shown]:
    return [Shown(row) for row in rows]


def desk_owned_models() -> list[type[DeskOwned]]:
    from django.apps import apps  # the registry is only complete after start

    return [model for model in apps.get_models() if issubclass(model, DeskOwned)]


def part_models() -> list[type[Part]]:
    from django.apps import apps  # the registry is only complete after start

    return [model for model in apps.get_models() if issubclass(model, Part)]


__all__ = [
    "ConfidentialQuerySet",
    "Desk",
    "DeskOwned",
    "Level",
    "OwnedQuerySet",
    "Part",
    "PartQuerySet",
    "Shown",
    "shown",
]
