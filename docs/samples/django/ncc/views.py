import logging
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from authlib.jose import JsonWebToken
from authlib.jose.errors import JoseError
from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from requests.exceptions import RequestException

from .models import CloudLogin

ISSUER, AK = settings.NCC_ISSUER, settings.NCC_AK
HOME = f"{settings.NCC_SITE.scheme}://{settings.NCC_SITE.netloc}/"
LOGIN = format_html('<p><a href="/login">使用国家公共文化云登录</a></p>')

log = logging.getLogger(__name__)
cloud = OAuth().register(
    "cloud",
    client_id=AK,
    client_secret=settings.NCC_SK,
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
)


def failed(why):
    return HttpResponse(format_html("<p>登录没有完成：{}</p>{}", why, LOGIN), status=400)


@require_GET
def home(request):
    if not request.user.is_authenticated:
        return HttpResponse(LOGIN)
    return HttpResponse(
        format_html(
            '<p data-account="{}">您好，{}</p><form method="post" action="/logout">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><button>退出</button></form>',
            request.user.pk,
            request.user.first_name,
            get_token(request),
        )
    )


# 跳转：Authlib 生成 state、nonce 和 PKCE，记在会话里
@require_GET
def begin(request):
    try:
        return cloud.authorize_redirect(request, settings.NCC_CALLBACK)
    except RequestException as error:
        log.warning("没有连上国家公共文化云：%s", error)
        return failed("没有连上国家公共文化云")


# 换令牌：Authlib 核对 state、PKCE 和 id_token 的签名、aud、exp、nonce；回调里的 iss 由我们核对；再取用户信息
@require_GET
def callback(request):
    if request.GET.get("iss") != ISSUER:
        return failed("iss 不对")
    try:
        token = cloud.authorize_access_token(request, claims_options={"iss": {"values": [ISSUER]}})
        claims, info = token["userinfo"], cloud.userinfo(token=token)
    except OAuthError as error:  # 市民点了“不同意”时是 access_denied
        return failed(error.error)
    except (JoseError, ValueError, KeyError, RequestException) as error:  # 令牌不对，或者没有连上
        log.warning("登录没有完成：%s", error)
        return failed("没有通过核对")
    if info["sub"] != claims["sub"]:
        return failed("用户信息不是同一个人")
    # 按 sub 认人：昵称会变，手机号会换
    user, _ = get_user_model().objects.update_or_create(
        username=claims["sub"], defaults={"first_name": info.get("nickname", "文化用户")}
    )
    request.session.flush()  # 每次登录换一个新的会话
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session["id_token"] = token["id_token"]
    request.session.save()
    CloudLogin.objects.create(
        session_key=request.session.session_key, sub=claims["sub"], sid=claims.get("sid", "")
    )
    return HttpResponseRedirect("/")


# 退出：先结束自己的会话，再到国家公共文化云退出
@require_POST
def leave(request):
    hint = request.session.get("id_token")
    CloudLogin.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    if hint is None:
        return HttpResponseRedirect("/")
    end = cloud.load_server_metadata()["end_session_endpoint"]
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": HOME})
    return HttpResponseRedirect(f"{end}?{query}")


LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


# 退出通知：核对签名、iss、aud、时间、events，并且没有 nonce；再结束这个人的会话，有 sid 时只结束那一次。
# 回答 200，不对的回答 400。发来的是服务器，没有 Cookie，所以不要 CSRF 校验
@csrf_exempt
@require_POST
def backchannel_logout(request):
    try:
        algorithms = cloud.load_server_metadata()["id_token_signing_alg_values_supported"]
        claims = JsonWebToken(algorithms).decode(
            request.POST.get("logout_token", ""),
            cloud.create_load_key(),
            claims_options={
                "iss": {"essential": True, "value": ISSUER},
                "aud": {"essential": True, "value": AK},
                "exp": {"essential": True},
                "sub": {"essential": True},
            },
        )
        claims.validate(leeway=60)
    except (JoseError, ValueError, RequestException):
        return HttpResponse(status=400)
    if LOGOUT_EVENT not in claims.get("events", {}) or "nonce" in claims:
        return HttpResponse(status=400)
    ended = CloudLogin.objects.filter(sub=claims["sub"])
    if "sid" in claims:
        ended = ended.filter(sid=claims["sid"])
    for each in ended:
        SessionStore(each.session_key).delete()
        each.delete()
    return HttpResponse()
