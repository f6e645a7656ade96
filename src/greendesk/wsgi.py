"""The web process."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greendesk.settings.dev")
gc.disable()  # some 4,000 classes are born now and none of them dies: looking for the dead is time lost
application = get_wsgi_application()
import_module("greendesk.urls")  # every page, before the first visitor asks for one
gc.freeze()
gc.enable()
