"""How a picture is sent, once a view has found that it may be seen."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse

from coopere.lib.images import SIZES
from members.models.pictures import Picture, path_of

A_YEAR = 365 * 24 * 60 * 60


def send(picture: Picture, size: int) -> HttpResponse | FileResponse:
    """The picture in that size, for this browser alone to keep: it never changes.

    With MEDIA_ACCEL the proxy sends the file itself. Raises Http404 for another size, and for a
    file that is gone.
    """
    if size not in SIZES:
        raise Http404
    path = path_of(picture.name, size)
    response: HttpResponse | FileResponse
    if settings.MEDIA_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL}/{path}"
    else:
        try:
            response = FileResponse(default_storage.open(path))
        except FileNotFoundError:
            raise Http404 from None
    response["Content-Type"] = "image/webp"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
