"""Widgets that several sections share."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DayInput(forms.DateInput):
    """The browser's own calendar. It reads only ISO dates, whatever the reader's language writes."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class UploadField(forms.FileField):
    """A file that is refused by its size before anybody reads it; its name is cut to what is kept, its ending stays."""

    def __init__(self, *, most_bytes: int = 0, **kwargs: Any) -> None:
        self.most_bytes = most_bytes
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        most = self.most_bytes or settings.UPLOAD_MAX_BYTES
        if isinstance(data, UploadedFile) and (data.size or 0) > most:
            raise forms.ValidationError(_("The file is larger than %(mb)s MB.") % {"mb": f"{most / 1024 / 1024:g}"})
        return super().clean(data, initial)


class ZoneField(forms.CharField):
    """A time zone by its name in the IANA database."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Time zone"), **kwargs})

    def clean(self, value: Any) -> str:
        zone: str = super().clean(value)
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("Write it like Asia/Shanghai or Europe/Stockholm."))
        return zone
