"""Pictures: never without a credit, never with what the camera wrote into them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from greendesk.catalogue import errors, services
from greendesk.catalogue.models import Picture
from greendesk.catalogue.pictures import credit_line, kind_of, without_notes
from greendesk.desks.files import open_stored
from greendesk.desks.models import Account, Desk, StoredFile
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from tests.factories import SiteFactory


def photo(kind: str = "JPEG") -> bytes:
    """A small picture with a place and a telephone written into it."""
    image, out = Image.new("RGB", (40, 30), "#1f6b4a"), io.BytesIO()
    notes = Image.Exif()
    notes[0x010F] = "Secret telephone"
    image.save(out, kind, exif=notes)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_the_camera_wrote_is_gone_and_the_picture_is_the_same(kind: str) -> None:
    content = photo(kind)
    assert b"Secret telephone" in content

    bare = without_notes(content, kind_of(content))

    assert b"Secret telephone" not in bare
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(bare))
    assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    with pytest.raises(ValueError):
        without_notes(content[:60], kind_of(content))


def test_a_picture_is_kept_once_with_its_credit_and_licence(desk: Desk, officer: Account) -> None:
    site = SiteFactory(desk=desk)
    facts = {"desk": desk, "content": photo(), "credit": "Invented Photographer", "by": officer, "site": site}

    first = services.add_picture(licence="CC BY 4.0", caption=Texts.of("en", "The plant"), **facts)
    services.add_picture(licence="own", **facts)

    assert StoredFile.objects.count() == 1
    assert credit_line(first, "en") == "The plant · Photo: Invented Photographer · CC BY 4.0"
    with open_stored(first.file) as kept:
        assert kind_of(kept.read()) == "image/jpeg"


def test_no_picture_without_credit_or_licence_and_no_other_file(
    desk: Desk, officer: Account, stranger: Account
) -> None:
    facts = {"desk": desk, "content": photo(), "credit": "Somebody", "licence": "own", "by": officer}
    for wrong, refusal in (
        ({"credit": " "}, errors.NeedsCredit), ({"licence": "mine"}, errors.NeedsLicence),
        ({"content": b"<svg onload=alert(1)>"}, errors.NotAPicture), ({"content": photo()[:40]}, errors.NotAPicture),
        ({"content": b"\xff\xd8\xff" + bytes(8_000_001)}, errors.PictureTooLarge), ({"by": stranger}, NotYours),
        ({"site": SiteFactory()}, NotYours),
    ):  # fmt: skip
        with pytest.raises(refusal):
            services.add_picture(**facts | wrong)
    assert not Picture.objects.exists()
