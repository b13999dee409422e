using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

var issuer = new Uri(Environment.GetEnvironmentVariable("NCC_ISSUER")!);
var callback = new Uri(Environment.GetEnvironmentVariable("NCC_CALLBACK")!);

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls(callback.GetLeftPart(UriPartial.Authority));
builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
    })
    .AddCookie()
    .AddOpenIdConnect(options =>
    {
        options.Authority = issuer.GetLeftPart(UriPartial.Authority);
        // 只有本机试用的国家公共文化云是 http
        options.RequireHttpsMetadata = issuer.Scheme == "https";
        options.ClientId = Environment.GetEnvironmentVariable("NCC_AK");
        options.ClientSecret = Environment.GetEnvironmentVariable("NCC_SK");
        options.CallbackPath = callback.AbsolutePath;
        options.ResponseType = "code"; // PKCE、state、nonce 由它生成和核对
        options.ResponseMode = "query"; // 默认的 form_post 带不上 SameSite=Lax 的 Cookie
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.MapInboundClaims = false;
        options.SaveTokens = true; // 退出时要用 id_token
        options.GetClaimsFromUserInfoEndpoint = true; // 昵称在用户信息里，不在 id_token 里
        options.ClaimActions.MapJsonKey("nickname", "nickname");
        options.Events.OnRedirectToIdentityProviderForSignOut = context =>
        {
            context.ProtocolMessage.PostLogoutRedirectUri = new Uri(callback, "/").AbsoluteUri;
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context => // 市民点了“不同意”时是 access_denied
        {
            context.HandleResponse();
            context.Response.Redirect("/?failed=1");
            return Task.CompletedTask;
        };
    });

var app = builder.Build();
app.UseAuthentication();

IResult Page(string html) => Results.Content(html, "text/html; charset=utf-8");

app.MapGet("/", (HttpContext context) =>
{
    if (context.User.Identity?.IsAuthenticated == true)
    {
        var nickname = context.User.FindFirst("nickname")?.Value ?? "文化用户";
        return Page($"<p>您好，{WebUtility.HtmlEncode(nickname)}</p>" +
            "<form method=\"post\" action=\"/logout\"><button>退出</button></form>");
    }
    var failed = context.Request.Query.ContainsKey("failed") ? "<p>登录没有完成</p>" : "";
    return Page(failed + "<p><a href=\"/login\">使用国家公共文化云登录</a></p>");
});

app.MapGet("/login", () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/" }));

// 退出：先结束自己的会话，再到国家公共文化云退出
app.MapPost("/logout", () => Results.SignOut(authenticationSchemes:
[
    CookieAuthenticationDefaults.AuthenticationScheme,
    OpenIdConnectDefaults.AuthenticationScheme,
]));

app.Run();
