import os
import secrets
from urllib.parse import urlencode, urlparse

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, request, session
from markupsafe import escape

ISSUER = os.environ["NCC_ISSUER"]
CALLBACK = urlparse(os.environ["NCC_CALLBACK"])
HOME = f"{CALLBACK.scheme}://{CALLBACK.netloc}/"

LOGIN = '<p><a href="/login">使用国家公共文化云登录</a></p>'
LOGOUT = '<form method="post" action="/logout"><button>退出</button></form>'

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)  # 正式环境固定下来，几台服务器用同一个
app.config.update(
    SESSION_COOKIE_NAME="login_session",  # 本机上几个程序共用 localhost，名字不要相同
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_COOKIE_SECURE=CALLBACK.scheme == "https",
)
cloud = OAuth(app).register(
    "cloud",
    client_id=os.environ["NCC_AK"],
    client_secret=os.environ["NCC_SK"],
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
)


@app.get("/")
def home():
    if "nickname" not in session:
        return LOGIN
    return f"<p>您好，{escape(session['nickname'])}</p>{LOGOUT}"


# 跳转：Authlib 生成 state、nonce 和 PKCE，记在会话里
@app.get("/login")
def login():
    return cloud.authorize_redirect(CALLBACK.geturl())


# 换令牌：Authlib 核对 state、PKCE 和 id_token 的签名、aud、exp、nonce；
# 回调里的 iss 由我们核对；再取用户信息
@app.get(CALLBACK.path)
def callback():
    if request.args.get("iss") != ISSUER:
        return "<p>登录没有完成：iss 不对</p>", 400
    try:
        token = cloud.authorize_access_token(claims_options={"iss": {"values": [ISSUER]}})
    except OAuthError as error:  # 市民点了“不同意”时是 access_denied
        return f"<p>登录没有完成：{escape(error.error)}</p>{LOGIN}", 400
    user = cloud.userinfo(token=token)
    if user["sub"] != token["userinfo"]["sub"]:
        return "<p>登录没有完成：用户信息不是同一个人</p>", 400
    session.clear()
    session.update(
        sub=user["sub"], nickname=user.get("nickname", "文化用户"), id_token=token["id_token"]
    )
    return redirect("/")


# 退出：先结束自己的会话，再到国家公共文化云退出
@app.post("/logout")
def logout():
    hint = session.get("id_token", "")
    session.clear()
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": HOME})
    return redirect(f"{cloud.load_server_metadata()['end_session_endpoint']}?{query}", 303)


app.run(CALLBACK.hostname, CALLBACK.port)
