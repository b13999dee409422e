package demo;

import java.net.URI;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

@SpringBootApplication
@RestController
public class Login {
  public static void main(String[] args) {
    var app = new SpringApplication(Login.class);
    var callback = URI.create(System.getenv("NCC_CALLBACK"));
    app.setDefaultProperties(Map.of("server.port", callback.getPort()));
    app.run(args);
  }

  // 打开 /login 就跳转。state、nonce、PKCE、换令牌、校验 id_token、用户信息，
  // 都由 Spring Security 7 完成
  @Bean
  SecurityFilterChain security(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var callback = URI.create(clients.findByRegistrationId("cloud").getRedirectUri());
    // 退出：先结束自己的会话，再到国家公共文化云退出
    var logout = new OidcClientInitiatedLogoutSuccessHandler(clients);
    logout.setPostLogoutRedirectUri(callback.resolve("/").toString());
    return http
        .authorizeHttpRequests(every -> every.requestMatchers("/").permitAll().anyRequest().authenticated())
        .oauth2Login(login -> login
            .loginPage("/oauth2/authorization/cloud")
            .loginProcessingUrl(callback.getPath()))
        .logout(with -> with.logoutSuccessHandler(logout))
        .build();
  }

  @GetMapping({"/", "/login"})
  String home(@AuthenticationPrincipal OidcUser user, CsrfToken csrf) {
    if (user == null) return "<p><a href=\"/login\">使用国家公共文化云登录</a></p>";
    var nickname = user.getNickName() == null ? "文化用户" : user.getNickName();
    return """
        <p>您好，%s</p>
        <form method="post" action="/logout">
          <input type="hidden" name="_csrf" value="%s"><button>退出</button>
        </form>
        """.formatted(HtmlUtils.htmlEscape(nickname), csrf.getToken());
  }
}
