import os
import secrets
from pathlib import Path
from urllib.parse import urlparse

BASE_DIR = Path(__file__).resolve().parent.parent

# .env 里的设置；已有的环境变量优先
if (BASE_DIR / ".env").exists():
    for line in (BASE_DIR / ".env").read_text("utf-8").splitlines():
        name, _, value = line.partition("=")
        if value and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())

NCC_ISSUER = os.environ["NCC_ISSUER"]
NCC_AK = os.environ["NCC_AK"]
NCC_SK = os.environ["NCC_SK"]
NCC_CALLBACK = os.environ["NCC_CALLBACK"]
NCC_SITE = urlparse(NCC_CALLBACK)

SECRET_KEY = os.environ.get("SESSION_SECRET") or secrets.token_hex(32)
DEBUG = False
ALLOWED_HOSTS = [NCC_SITE.hostname]

# 搬进自己的项目：加上 "ncc" 和下面 SESSION_、CSRF_ 的几行
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "ncc"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
SESSION_COOKIE_NAME = "hall_django"  # 本机上几个程序共用 localhost，名字不要相同
CSRF_COOKIE_NAME = "hall_django_csrf"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = NCC_SITE.scheme == "https"

ROOT_URLCONF = "hall.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "hall.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
