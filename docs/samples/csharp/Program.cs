using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

var issuer = new Uri(Environment.GetEnvironmentVariable("NCC_ISSUER")!);
var callback = new Uri(Environment.GetEnvironmentVariable("NCC_CALLBACK")!);
var sessions = new Sessions();

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls(callback.GetLeftPart(UriPartial.Authority));
builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
    })
    .AddCookie(options =>
    {
        options.Cookie.Name = "csharp_session"; // 本机上几个程序共用 localhost，名字不要相同
        options.SessionStore = sessions; // 登录记在服务器上，退出通知才能结束它
    })
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
        options.Events.OnMessageReceived = context => // 回调里的 iss 由我们核对
        {
            if (context.ProtocolMessage.Iss != options.Authority) context.Fail("iss 不对");
            return Task.CompletedTask;
        };
        options.Events.OnTokenValidated = context => // 有签名的由它核对；没有签名的它也接受，由我们拒绝
        {
            if (string.IsNullOrEmpty(context.SecurityToken.RawSignature)) context.Fail("id_token 没有签名");
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToIdentityProviderForSignOut = context =>
        {
            context.ProtocolMessage.PostLogoutRedirectUri = new Uri(callback, "/").AbsoluteUri;
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context => // 市民点了“不同意”时是 access_denied
        {
            context.HandleResponse();
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<p>登录没有完成</p><p><a href=\"/login\">再试一次</a></p>");
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
        var account = context.User.FindFirst("sub")?.Value ?? "";
        return Page($"<p data-account=\"{WebUtility.HtmlEncode(account)}\">您好，{WebUtility.HtmlEncode(nickname)}</p>" +
            "<form method=\"post\" action=\"/logout\"><button>退出</button></form>");
    }
    return Page("<p><a href=\"/login\">使用国家公共文化云登录</a></p>");
});

app.MapGet("/login", () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/" }));

// 退出：先结束自己的会话，再到国家公共文化云退出
app.MapPost("/logout", () => Results.SignOut(authenticationSchemes:
[
    CookieAuthenticationDefaults.AuthenticationScheme,
    OpenIdConnectDefaults.AuthenticationScheme,
]));

// 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址在应用的安全设置里登记。
// 核对签名、iss、aud、exp、events，并且没有 nonce；有 sid 时只结束那一次登录。回答 200，不对的回答 400
app.MapPost("/backchannel-logout", async (
    [FromForm(Name = "logout_token")] string logoutToken, IOptionsMonitor<OpenIdConnectOptions> monitor) =>
{
    var options = monitor.Get(OpenIdConnectDefaults.AuthenticationScheme);
    var result = await options.TokenHandler.ValidateTokenAsync(logoutToken, new TokenValidationParameters
    {
        ConfigurationManager = (BaseConfigurationManager)options.ConfigurationManager!, // 公钥和 iss
        ValidAudience = options.ClientId,
    });
    if (result is not { IsValid: true, SecurityToken: JsonWebToken token }) return Results.BadRequest();
    var isLogout = token.TryGetPayloadValue<JsonElement>("events", out var events)
        && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty("http://schemas.openid.net/event/backchannel-logout", out _);
    if (!isLogout || token.TryGetPayloadValue<object>("nonce", out _) || token.Subject is null or "") return Results.BadRequest();
    token.TryGetPayloadValue<string>("sid", out var sid);
    sessions.End(token.Subject, sid);
    return Results.Ok();
}).DisableAntiforgery();

app.Run();

// 正式环境放进 Redis 或数据库，并设有效期
class Sessions : ITicketStore
{
    readonly ConcurrentDictionary<string, AuthenticationTicket> tickets = new();

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Guid.NewGuid().ToString();
        tickets[key] = ticket;
        return Task.FromResult(key);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        tickets[key] = ticket;
        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => Task.FromResult(tickets.GetValueOrDefault(key));

    public Task RemoveAsync(string key)
    {
        tickets.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public void End(string sub, string? sid)
    {
        foreach (var (key, ticket) in tickets)
        {
            string? Claim(string name) => ticket.Principal.FindFirst(name)?.Value;
            if (Claim("sub") == sub && (sid == null || Claim("sid") == sid)) tickets.TryRemove(key, out _);
        }
    }
}
