"""Settings, all from the environment, checked when the site starts. None is needed for the demonstration.

GROUNDSWELL_DATA       folder of the database and the secret key (default: data/ in the working folder)
GROUNDSWELL_ORIGINS    origins under which the site is reached, comma-separated (https://example.org, http://x.onion)
GROUNDSWELL_DATABASE   a PostgreSQL connection string; without it, SQLite in the data folder
GROUNDSWELL_RECORD_ORIGIN  name of the record, such as example.org/record (default: from the first origin)
GROUNDSWELL_DATABASE_FILE   a file that holds that connection string, so that it stands in no environment
GROUNDSWELL_LOG        plain (default) or json: a line for each event, without anything of who asked
GROUNDSWELL_SCHEDULER  the Dask scheduler (tcp://host:port) on whose workers large ballots are added up (default: here)
GROUNDSWELL_MODE       set by the commands themselves: demo, serve, restore or test
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from groundswell.config.environment import (
    LOGS,
    MODES,
    check_names,
    data_folder,
    database,
    database_url,
    one_of,
    origins,
    record_origin,
    scheduler,
    secret_key,
)
from groundswell.demo.clock import clock_shift
from groundswell.web.headers import for_static_file

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "build"
check_names(os.environ)
MODE = one_of("GROUNDSWELL_MODE", os.environ.get("GROUNDSWELL_MODE", "serve"), MODES)
DATA = data_folder(Path(os.environ.get("GROUNDSWELL_DATA", ROOT / "data")).resolve())

ORIGINS = origins(os.environ.get("GROUNDSWELL_ORIGINS", "http://127.0.0.1:8000"))
SECURE = all(origin.startswith("https://") for origin in ORIGINS)
ALLOWED_HOSTS = sorted({origin.split("//", 1)[1].rsplit(":", 1)[0] for origin in ORIGINS})
CSRF_TRUSTED_ORIGINS = list(ORIGINS)

SCHEDULER = scheduler(os.environ.get("GROUNDSWELL_SCHEDULER", ""))

# The name of the record, for ever: it stands in every checkpoint. Fixed when the organisation is founded.
RECORD_ORIGIN = record_origin(os.environ.get("GROUNDSWELL_RECORD_ORIGIN", ""), ORIGINS)

SECRET_KEY = secret_key(DATA, MODE)
DEBUG = False
CLOCK_SHIFT = clock_shift(DATA, MODE)

INSTALLED_APPS = [
    "groundswell.host",
    "groundswell.demo",
    "groundswell.home",
    "groundswell.founding",
    "groundswell.audit",
    "groundswell.pledges",
    "groundswell.ballots",
    "groundswell.motions",
    "groundswell.councils",
    "groundswell.members",
    "groundswell.workplaces",
    "groundswell.accounts",
    "groundswell.charter",
    "groundswell.record",
    "groundswell.web",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "groundswell.web.middleware.SecurityHeaders",
    "groundswell.host.health.Health",
    "groundswell.web.cookies.CookiesOfHttps",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "groundswell.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "groundswell.web.middleware.DomainErrors",
    "groundswell.charter.middleware.OrganisationName",
    "groundswell.home.daily.Daily",
    "groundswell.accounts.middleware.SignedIn",
    "groundswell.members.middleware.Standing",
    "groundswell.councils.middleware.Offices",
    "groundswell.accounts.signed_forms.SignedForms",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "groundswell.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "groundswell.web.templatetags.components"],
        },
    },
]

ROOT_URLCONF = "groundswell.config.urls"
WSGI_APPLICATION = "groundswell.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(database_url(os.environ), DATA)}

# Cookies: two, both needed. With https they carry the __Host- prefix, which plain http cannot. Where there are origins
# of both kinds, web/cookies gives it to those who come with https.
COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "groundswell.accounts.session_store"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "groundswell.web.errors.csrf_failure"

# Uploads stay in memory and never reach the disk: an import reads them, keeps a plan, and forgets the file.
IMPORT_MAX_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES + 64 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SAMESITE = "Strict"
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BUILD / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ADD_HEADERS_FUNCTION = for_static_file

# What the server writes to its log: start, stop, and errors without request data. Never an address or a browser.
LOG = one_of("GROUNDSWELL_LOG", os.environ.get("GROUNDSWELL_LOG", "plain"), LOGS)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"chosen": {"()": LOGS[LOG]}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "waitress": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
LANGUAGE_NAMES = {"en": _("English"), "ru": _("Russian"), "es": _("Spanish")}
