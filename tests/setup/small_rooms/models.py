# ruff: noqa: DJ008
"""One table for every kind of column that a backup must carry, and every shape of relation."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class PartialDateField(models.CharField[str, str]):
    """A value type of its own, as the ground floor has them: kept as text, a tuple in Python."""

    def from_db_value(self, value: str | None, *_rest: Any) -> tuple[int, ...] | None:
        return None if value is None else tuple(int(part) for part in value.split("-"))

    def to_python(self, value: Any) -> Any:
        return tuple(int(part) for part in value.split("-")) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return "-".join(map(str, value)) if isinstance(value, tuple) else value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))


class Tree(models.Model):
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    name = models.CharField(max_length=80)
    friends = models.ManyToManyField("self", symmetrical=False, related_name="befriended_by")


class Everything(models.Model):
    key = models.UUIDField(primary_key=True)
    tree = models.ForeignKey(Tree, models.PROTECT)
    trees = models.ManyToManyField(Tree, related_name="many", through="Between")
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    share = models.FloatField()
    is_public = models.BooleanField(null=True)
    on = models.DateField(null=True)
    at = models.DateTimeField()
    clock = models.TimeField(null=True)
    lasts = models.DurationField(null=True)
    raw = models.BinaryField()
    facts = models.JSONField()  # may hold JSON null, which is not the database's NULL
    more = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    since = PartialDateField(max_length=10)
    paper = models.FileField(null=True)
    changed_at = models.DateTimeField(auto_now=True)


class Between(models.Model):
    everything = models.ForeignKey(Everything, models.CASCADE)
    tree = models.ForeignKey(Tree, models.CASCADE)
    why = models.TextField()


class Special(Tree):
    """A table that continues another."""

    extra = models.SlugField(unique=True)


class Done(models.Model):
    """What the tasks write."""

    key = models.CharField(max_length=40, unique=True)
    runs = models.IntegerField(default=0)


class Later(models.Model):
    """A table of a later migration, so that there are backups without it."""

    name = models.CharField(max_length=20)
