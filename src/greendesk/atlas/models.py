"""Places with codes, themes with labels: what every desk shares and none owns."""

from functools import cached_property

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.kit.folding import fold
from greendesk.kit.langs import LANGS, active_lang
from greendesk.kit.texts import Texts, TextsField

from .queries import PlaceQuerySet, ThemeQuerySet


class Scheme(models.TextChoices):
    COUNTRY = "iso3166-1", _("ISO 3166-1 country code")
    SUBDIVISION = "iso3166-2", _("ISO 3166-2 code")
    GBT2260 = "gbt2260", _("GB/T 2260 code (China)")
    NUTS = "nuts", _("NUTS code")
    LAU = "lau", _("municipality code")


class PlaceKind(models.TextChoices):
    COUNTRY = "country", _("country")
    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture-level city")
    COUNTY = "county", _("county or district")
    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("municipality")


class Place(models.Model):
    """A country, province, city, county or municipality. The code, not the name, says which one."""

    scheme = models.CharField(_("code scheme"), max_length=12, choices=Scheme.choices)
    code = models.CharField(_("code"), max_length=12)
    revision = models.CharField(_("revision of the code list"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PlaceKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("lies in")
    )
    name_en = models.CharField(_("name in English"), max_length=120)
    name_local = models.CharField(_("name as written there"), max_length=120)
    local_lang = models.CharField(max_length=8, blank=True)
    names = models.JSONField(_("names in other languages"), default=dict, blank=True)
    alt_codes = models.JSONField(default=list, blank=True)
    lat = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    lon = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    country_code = models.CharField(max_length=2, db_index=True)
    lineage = models.CharField(
        max_length=80, db_index=True, help_text=_("Primary keys from the country down, /1/20/300/.")
    )
    folded = models.TextField(editable=False, default="")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["country_code", "scheme", "code"]
        constraints = [
            UniqueConstraint(fields=["scheme", "code"], name="place_code_once_per_scheme"),
            CheckConstraint(condition=Q(lat=None) | Q(lat__range=(-90, 90)), name="place_latitude_on_earth"),
            CheckConstraint(condition=Q(lon=None) | Q(lon__range=(-180, 180)), name="place_longitude_on_earth"),
        ]

    def __str__(self) -> str:
        return self.name()

    def name(self, lang: str = "") -> str:
        """In the reader's language where there is a customary name; else as the English write it."""
        lang = lang or active_lang()
        if lang == "zh-hans":
            return self.name_local if self.country_code == "CN" else self.names.get("zh-Hans", "") or self.name_en
        return self.names.get(lang, "") or self.name_en

    @property
    def both(self) -> str:
        """Both scripts: Baoding 保定市. For places outside China, the name alone."""
        first = self.name()
        other = self.name_local if active_lang() != "zh-hans" else self.name_en
        return f"{first} {other}" if self.country_code == "CN" and other != first else first

    @cached_property
    def all_names(self) -> list[str]:
        return [name for name in {self.name_en, self.name_local, *self.names.values()} if name]

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = " | ".join(fold(name) for name in self.all_names)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Theme(models.Model):
    """A concept of the trade with a stable id, labels in all languages and a place in the tree."""

    key = models.SlugField(_("id"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("broader theme")
    )
    labels = models.JSONField(_("labels"), default=dict, help_text=_("By language, the preferred label first."))
    codes = models.JSONField(_("codes in other schemes"), default=dict, blank=True)
    is_listed = models.BooleanField(_("offered on forms"), default=False)
    is_own = models.BooleanField(_("added by a desk"), default=False)
    order = models.PositiveIntegerField(default=0)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key"]
        constraints = [CheckConstraint(condition=~Q(parent=models.F("pk")), name="theme_is_not_its_own_parent")]

    def __str__(self) -> str:
        return self.label()

    def label(self, lang: str = "") -> str:
        lang = lang or active_lang()
        labels = self.labels.get("zh" if lang == "zh-hans" else lang) or self.labels.get("en") or [self.key]
        return str(labels[0])

    @property
    def all_labels(self) -> list[str]:
        return [
            label
            for lang in ("zh" if code == "zh-hans" else code for code in LANGS)
            for label in self.labels.get(lang, [])
        ]


class RankLadder(models.Model):
    """Who stands above whom in a country's offices; lower numbers rank higher."""

    country_code = models.CharField(_("country"), max_length=2)
    rank = models.PositiveSmallIntegerField(_("rank"))
    title = TextsField(_("title"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["country_code", "rank"]

    def __str__(self) -> str:
        return str(self.title)


__all__ = ["Place", "PlaceKind", "RankLadder", "Scheme", "Texts", "Theme"]
