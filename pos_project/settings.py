"""All settings in one file, read from the environment.

Nothing set = the embedded shop: SQLite under var/, on loopback, with the demo restaurant and a
secret kept beside the data. DATABASE_URL set = a real shop: a secret must be given, the demo must
be asked for. Wrong or missing values stop the start with a sentence (see core_app/checks.py).
"""

import re
from decimal import Decimal
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from core_app.business_day import time_of_day
from core_app.database import postgres_options, sqlite_options
from core_app.folders import keep_private, made
from core_app.hits import Rate, rate
from core_app.logs import FORMATTERS
from core_app.logs import config as log_config
from http_app.addresses import networks
from http_app.reach import is_reachable
from orders_app.billing.promptpay import account_of
from pos_project.arrival import MAX_BODY_BYTES
from pos_project.from_file import secret
from pos_project.secret import embedded_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def switch(name: str, *, default: bool) -> bool:
    """Return what a setting that is on or off says; a word for neither stops the start."""
    text = env.str(name, default="1" if default else "0")
    word = text.strip().lower()
    if word not in env.BOOLEAN_TRUE_STRINGS and word not in ("0", "false", "off", "n", "no", ""):
        raise ImproperlyConfigured(f"pos.E036: {name} must be 1 or 0, not {text!r}.")
    return word in env.BOOLEAN_TRUE_STRINGS


def limit(name: str, default: str) -> Rate | None:
    """Return so many requests in so much time, None for no limit; nonsense stops the start."""
    text = env.str(name, default=default)
    try:
        return rate(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"pos.E041: {name} must be such as 3000/m or 500/10s, or 0 for no limit, not {text!r}."
        ) from error


def baht_from(name: str, default: str) -> Decimal:
    """Return an amount of baht; nonsense stops the start."""
    text = env.str(name, default=default)
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", text):
        raise ImproperlyConfigured(
            f"pos.E043: {name} must be an amount of baht such as 0 or 100, not {text!r}."
        )
    return Decimal(text)


VAR_DIR = made(Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))))

# --- which shop is this -------------------------------------------------------------------------
DATABASE_URL = secret("DATABASE_URL")
EMBEDDED = not DATABASE_URL
if DATABASE_URL and not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured(
        "pos.E003: DATABASE_URL must begin with postgres:// (leave it out for the embedded SQLite)."
    )
HOST = env.str("HOST", default="") or "127.0.0.1"
ALLOWED_HOSTS = [
    host.strip() for host in env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
]
for text in ALLOWED_HOSTS:
    if not re.fullmatch(r"[^/:\s]*|\[[^/\s]+\]", text):
        raise ImproperlyConfigured(
            "pos.E035: ALLOWED_HOSTS must list names such as 192.168.1.10,pos.lan, without http:// "
            f"and without the port, not {text!r}."
        )
# HTTPS=1 says that a proxy in front speaks TLS; cookies and redirects then insist on it.
HTTPS = switch("HTTPS", default=False)
# PLAIN_HTTP=1 says that a shop knowingly sells without TLS on its own network.
PLAIN_HTTP = switch("PLAIN_HTTP", default=False)
# Besides what was asked for, gunicorn_conf.py tells where gunicorn really listens.
REACHABLE = is_reachable(
    listens_on=(HOST, *env.list("POS_LISTENS_ON", default=[])),
    names=ALLOWED_HOSTS,
    told=HTTPS or PLAIN_HTTP,
)
DEMO = switch("DEMO", default=EMBEDDED and not REACHABLE)
DEMO_PASSWORD = secret("DEMO_PASSWORD", "demo1234")
RESTAURANT_NAME = env.str("RESTAURANT_NAME", default="ครัวริมน้ำ" if DEMO else "ร้านอาหาร")
# Whom guests pay by PromptPay; without it the till shows no QR of its own.
PROMPTPAY_ID = env.str("PROMPTPAY_ID", default="").strip()
try:
    _ = PROMPTPAY_ID and account_of(PROMPTPAY_ID)
except ValueError as error:
    raise ImproperlyConfigured(
        "pos.E045: PROMPTPAY_ID must be a mobile number such as 0812345678, a tax or citizen id of "
        f"13 digits, or an e-wallet of 15 digits (leave it out for none): {error}."
    ) from error
VERSION = "0.1.0"

# Other programs have a DEBUG of their own in the same shell: a word for neither is off, as is safe.
DEBUG = env.bool("DEBUG", default=False)
# IGNORE_CLOCK=1 starts in spite of rows from the future, once the clock itself is right.
IGNORE_CLOCK = switch("IGNORE_CLOCK", default=False)
SECRET_KEY = secret("SECRET_KEY") or (embedded_secret(VAR_DIR) if EMBEDDED else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "pos.E001: with DATABASE_URL set, SECRET_KEY must be set too. Make one with: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
    )
# Whose X-Forwarded-* is believed; gunicorn_conf.py reads the same variable.
try:
    TRUSTED_PROXIES = networks(env.str("TRUSTED_PROXIES", default="127.0.0.1,::1"))
except ValueError as error:
    raise ImproperlyConfigured(
        f"pos.E033: TRUSTED_PROXIES must list addresses such as 127.0.0.1,192.168.1.0/24: {error}."
    ) from error
# Where pages of ours are opened, when a proxy tells another host or port than the browser sees.
TRUSTED_ORIGINS = [text.strip() for text in env.list("TRUSTED_ORIGINS", default=[])]
for text in TRUSTED_ORIGINS:
    if not re.fullmatch(r"https?://[^/\s]+", text):
        raise ImproperlyConfigured(
            "pos.E034: TRUSTED_ORIGINS must list addresses such as https://pos.lan:8443, without "
            f"anything after the name and port, not {text!r}."
        )
CSRF_TRUSTED_ORIGINS = [
    *TRUSTED_ORIGINS,
    *(f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"),
]

# --- parts --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "pos_project.admin_site.PosAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "ninja",
    "core_app",
    "http_app",
    "staff_app",
    "devices_app",
    "tables_app",
    "menu_app",
    "orders_app",
    "reports_app",
    "operations_app",
]

MIDDLEWARE = [
    "http_app.client_address.ClientAddressMiddleware",
    "http_app.metrics_door.MetricsMiddleware",
    "http_app.middleware.RequestIdMiddleware",
    "http_app.tls_in_front.TlsInFrontMiddleware",
    "http_app.middleware.PermissionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads each page by a random length, so that lengths tell nothing of a token (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "http_app.content_policy.ContentPolicyMiddleware",
    "http_app.middleware.NoStoreMiddleware",
    "http_app.middleware.ApiErrorShapeMiddleware",
    "http_app.health.HealthMiddleware",
    "http_app.middleware.HeadMiddleware",
    "http_app.middleware.BodyLimitMiddleware",
    "http_app.middleware.RateLimitMiddleware",
    "http_app.middleware.ForeignPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff_app.middleware.ForbiddenMiddleware",
    "pos_project.page_rights.PageRightsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "http_app.middleware.PosErrorMiddleware",
]

ROOT_URLCONF = "pos_project.urls"
WSGI_APPLICATION = "pos_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "http_app.context.shop",
            ],
            "builtins": ["core_app.templatetags.pos"],
        },
    },
]

# Addresses of pages for people; everything else is the JSON API and answers errors in JSON.
PAGE_PREFIXES = ("/pos/", "/kitchen/", "/reports/", "/admin/", "/static/", "/api/docs")

# The demo's accounts, all with DEMO_PASSWORD: name, what screens show, role.
DEMO_ACCOUNTS = (
    ("staff001", "แคชเชียร์ 1", "cashier"),
    ("kitchen001", "ครัว 1", "cook"),
    ("manager001", "ผู้จัดการ 1", "manager"),
)

# --- data ---------------------------------------------------------------------------------------
if EMBEDDED:
    DATABASES = {"default": sqlite_options(keep_private(VAR_DIR / "pos.sqlite3"))}
else:
    # A command of a technician (manage.py) may take its time, a guest's request may not.
    patient = env.bool("POS_COMMAND", default=False)
    DATABASES = {"default": postgres_options(env.db_url_config(DATABASE_URL), env, patient=patient)}
# Backups: copies of the embedded SQLite go to BACKUP_DIR; PostgreSQL's are pgBackRest's, which is
# told by its own configuration (docs/backup.md) where they go.
BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(VAR_DIR / "backups")))
PGBACKREST_CONFIG_PATH = Path(env.str("PGBACKREST_CONFIG_PATH", default="/etc/pgbackrest"))
PGBACKREST_STANZA = env.str("PGBACKREST_STANZA", default="pos")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff_app.User"

# Counters for rate limits: one arbitrated statement each, exact with any number of workers
# (LocMem counts per process, Django's database cache lets everything through under load).
CACHES = {"default": {"BACKEND": "core_app.rate_cache.CounterCache"}}
# A shop that has a Redis may count there.
CACHE_URL = secret("CACHE_URL")
if CACHE_URL:
    if not re.fullmatch(r"rediss?://[^/\s]+(/\d*)?(\?\S*)?|unix://\S+", CACHE_URL):
        raise ImproperlyConfigured(
            "pos.E042: CACHE_URL must be such as redis://127.0.0.1:6379/0 (leave it out for the "
            "database)."
        )
    CACHES["default"] = {
        "BACKEND": "core_app.redis_cache.RedisCounters",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
    }

# --- who ----------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["staff_app.backends.StaffBackend"]
LOGIN_URL = "staff:login"
LOGIN_REDIRECT_URL = "orders:map"
LOGOUT_REDIRECT_URL = "staff:login"
SESSION_COOKIE_AGE = 60 * 60 * 14  # seconds: one long shift
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "staff_app.views.csrf_failure"
TOKEN_LIFE_SECONDS = env.int("TOKEN_LIFE_SECONDS", default=3600)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "staff_app.published_passwords.PublishedPasswordValidator"},
    {"NAME": "staff_app.own_name.OwnNameValidator"},
]

# From how many baht on a void or a cancel needs a manager's word, once a manager has a PIN; and
# whether it is asked for, or only listed where no manager is in the house.
APPROVAL_FROM = baht_from("APPROVAL_FROM", "0")
APPROVALS = env.str("APPROVALS", default="asked")
if APPROVALS not in ("asked", "listed"):
    raise ImproperlyConfigured(
        f"pos.E044: APPROVALS must be asked or listed, not {APPROVALS!r} (leave it out for asked)."
    )

# --- limits -------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Requests of one account and of one address; docs/decisions/0036 says whom these let through and
# whom they stop.
LIMIT_USER_READS = limit("LIMIT_USER_READS", "18000/m")
LIMIT_USER_WRITES = limit("LIMIT_USER_WRITES", "3000/m")
LIMIT_ADDRESS_READS = limit("LIMIT_ADDRESS_READS", "60000/m")
LIMIT_ADDRESS_WRITES = limit("LIMIT_ADDRESS_WRITES", "60000/m")
# Among how many processes requests are shared out (gunicorn_conf.py tells), or whether there is but
# this one, whose memory knows all.
WORKERS = env.int("POS_WORKERS", default=1)
ALONE = EMBEDDED

# --- safety -------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A browser takes a cookie of such a name from this host alone, over TLS, for every path: a
# neighbour's page under the same domain, or one on plain http, cannot plant its own (RFC 6265bis).
_ONLY_OURS = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_ONLY_OURS}sessionid"
CSRF_COOKIE_NAME = f"{_ONLY_OURS}csrftoken"
MESSAGE_COOKIE_NAME = f"{_ONLY_OURS}messages"
MESSAGE_STORAGE = "http_app.notices.NoticeStorage"
SECURE_SSL_REDIRECT = HTTPS
# Supervisor and monitor call the program itself, behind the proxy that speaks TLS.
SECURE_REDIRECT_EXEMPT = [r"^health(/live)?$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "th"
# Named here, our Thai comes before that of Django's own apps.
LOCALE_PATHS = [BASE_DIR / "core_app" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"
# When the trade's day begins: what is sold before belongs to the evening before.
DAY_STARTS_AT = env.str("DAY_STARTS_AT", default="04:00")
try:
    DAY_STARTS_AT = time_of_day(DAY_STARTS_AT)
except ValueError as error:
    raise ImproperlyConfigured(
        f"pos.E040: DAY_STARTS_AT must be a time such as 04:00, not {DAY_STARTS_AT!r}."
    ) from error

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = made(VAR_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "pos_project.static_files.ModuleManifestStorage"},
}

# --- telling how it is --------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in FORMATTERS:
    raise ImproperlyConfigured(
        f"pos.E030: LOG_FORMAT must be line or json, not {LOG_FORMAT!r} (leave it out for line)."
    )
LOGGING = log_config(LOG_FORMAT)
# /metrics is closed to everybody until one of these two opens it.
METRICS_TOKEN = secret("METRICS_TOKEN")
if 0 < len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured(
        "pos.E031: METRICS_TOKEN is shorter than 20 characters. Make one with: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
    )
try:
    METRICS_ALLOW = networks(env.str("METRICS_ALLOW", default=""))
except ValueError as error:
    raise ImproperlyConfigured(
        f"pos.E032: METRICS_ALLOW must list addresses such as 127.0.0.1,192.168.1.0/24: {error}."
    ) from error
