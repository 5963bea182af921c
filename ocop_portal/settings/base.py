"""What every environment shares. dev, test and prod change only what differs."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from ocop_portal import env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("OCOP_VAR", str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "ocop_portal.urls"
WSGI_APPLICATION = "ocop_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

OUR_APPS = [
    "common",
    "audit",
    "communes",
    "accounts",
    "documents",
    "notifications",
    "producers",
    "products",
    "programmes",
    "evaluations",
    "certificates",
    "inspections",
    "catalogue",
    "reports",
    "exchange",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules.apps.AutodiscoverRulesConfig",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    *OUR_APPS,
    "ocop_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before anything reads the body.
    "common.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ReadyToWorkMiddleware",
    "common.middleware.DomainErrorMiddleware",
]

_LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django_cotton.cotton_loader.Loader",
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": _LOADERS,
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "common.templatetags.vi",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ocop_portal.context.portal",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database, cache, jobs (design.md section 6: the same code on both) -------------------------
DATABASES = {
    "default": environ.Env.db_url_config(
        env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 600
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL and IMMEDIATE: without both, concurrent writers meet "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON;PRAGMA cache_size=-20000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.text("REDIS_URL", "")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CELERY_BROKER_URL = REDIS_URL
    # Both are needed for a killed worker's task to come back soon (kombu 5.7).
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        }
    }
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(VAR_DIR / "queue-control"),
        "polling_interval": 0.2,
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_TASK_PUBLISH_RETRY = False

# --- language, days, numbers --------------------------------------------------------------------
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["ocop_portal.formats"]
LOCALE_PATHS = [BASE_DIR / "ocop_portal" / "locale"]

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "file_permissions_mode": 0o640},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_MB", 20, least=1) * 1024 * 1024
# One paper of a producer's vault: a scan of some hundred pages. Also all photos sent at once.
PAPER_MAX_BYTES = env.number("PAPER_MAX_MB", 100, least=1) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        # Names are typed without accents in passwords: folded_name finds them.
        "OPTIONS": {"user_attributes": ("username", "full_name", "folded_name", "email", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/lam-viec/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OCOP"
MFA_TOTP_TOLERANCE = 1  # one period of 30 s: telephones whose clock is a little off
# Roles that must have a second factor; empty in the demo, set in prod.
TWO_FACTOR_ROLES: list[str] = []
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "ocop_portal.views.csrf_failure"

# --- browser's guards ---------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# --- mail ---------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "ocop@localhost")

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "common.paging.ApiPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min"},
    # No proxy: X-Forwarded-For is whatever the visitor wrote (prod counts its proxies).
    "NUM_PROXIES": 0,
    "EXCEPTION_HANDLER": "common.api_errors.envelope",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API của cổng OCOP",
    "DESCRIPTION": "Sản phẩm, chủ thể, xã phường, giấy chứng nhận OCOP. Đọc không cần đăng nhập.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# --- certificates (certificates/validators.py says why) -----------------------------------------
# Last day of 36 months (Art. 4.3 is silent): "same_day" or "day_before".
CERTIFICATE_LAST_DAY = env.text("CERTIFICATE_LAST_DAY", "same_day")
# "Sắp hết hạn" begins with the window for re-rating (Art. 7.6.a).
CERTIFICATE_EXPIRING_DAYS = env.number("CERTIFICATE_EXPIRING_DAYS", 180, least=1)
# Mẫu số 01 prints "Phiếu số: …-…/PĐK-(T)-(X)-(Năm)" and does not say what the two blanks are:
# number in the year and its last two digits. May name number, yy, month, province, commune, year.
OCOP_RECEIPT_PATTERN = env.text(
    "OCOP_RECEIPT_PATTERN", "{number:02d}-{yy:02d}/PĐK-{province}-{commune}-{year}"
)
# Annex II prints "Mã số sản phẩm (T)-(X)-(STT)-20…" and leaves open how wide the running number is
# (0: as it comes, 3: 001) and whether it begins anew each year ("STT do xã lập thống kê").
OCOP_PRODUCT_NUMBER_WIDTH = env.number("OCOP_PRODUCT_NUMBER_WIDTH", 0, least=0)
OCOP_PRODUCT_NUMBER_YEARLY = env.flag("OCOP_PRODUCT_NUMBER_YEARLY", default=True)
# Đ7.3 sets no days between receipt at the province and decision for first ratings and upgrades: the
# working days the province set itself (0: none), and the paper that says so.
OCOP_PROVINCE_DAYS = env.number("OCOP_PROVINCE_DAYS", 0, least=0)
OCOP_PROVINCE_DAYS_SOURCE = env.text("OCOP_PROVINCE_DAYS_SOURCE", "quy định của tỉnh")
# Đ7.2.a and Đ7.3.a name no last day for what has to be completed: working days proposed on the form
# of a return by the commune and of a request by the province (0: none), to be set by the province.
OCOP_RETURN_DAYS = env.number("OCOP_RETURN_DAYS", 5, least=0)
OCOP_SUPPLEMENT_DAYS = env.number("OCOP_SUPPLEMENT_DAYS", 10, least=0)
# Đ7.3.a makes the office check components and contents; whether every line must be judged before a
# dossier goes into a round is the province's own order of work.
OCOP_INTAKE_CHECK = env.flag("OCOP_INTAKE_CHECK", default=True)

# --- the office that runs this portal -----------------------------------------------------------
PORTAL = {
    "name": env.text("PORTAL_NAME", "OCOP Thanh Hóa"),
    "province_code": env.text("PORTAL_PROVINCE", "38"),
    "province": env.text("PORTAL_PROVINCE_NAME", "Thanh Hóa"),
    "office": env.text("PORTAL_OFFICE", "Văn phòng Điều phối nông thôn mới tỉnh Thanh Hóa"),
    "host": env.text("PORTAL_HOST", "127.0.0.1:8000"),
    "base_url": env.text("PORTAL_URL", "http://127.0.0.1:8000"),
    "phone": env.text("PORTAL_PHONE", ""),
    "email": env.text("PORTAL_EMAIL", ""),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        # The file broker has no host, and kombu says so at every message.
        "kombu.connection": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
