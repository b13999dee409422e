package demo;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.ForwardAuthenticationFailureHandler;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.view.RedirectView;
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

  // state、nonce、PKCE、换令牌、校验 id_token、用户信息，都由 Spring Security 7 完成
  @Bean
  SecurityFilterChain security(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var cloud = clients.findByRegistrationId("cloud");
    var issuer = cloud.getProviderDetails().getIssuerUri();
    var callback = URI.create(cloud.getRedirectUri());
    // 只有回调里的 iss 由我们核对
    Filter checkIssuer = (request, response, chain) -> {
      var isCallback = ((HttpServletRequest) request).getRequestURI().equals(callback.getPath());
      if (!isCallback || issuer.equals(request.getParameter("iss"))) chain.doFilter(request, response);
      else request.getRequestDispatcher("/failed").forward(request, response);
    };
    // 退出：先结束自己的会话，再到国家公共文化云退出
    var logout = new OidcClientInitiatedLogoutSuccessHandler(clients);
    logout.setPostLogoutRedirectUri(callback.resolve("/").toString());
    return http
        // 要登录才能看的页面写在 anyRequest 之前：.requestMatchers("/my/**").authenticated()
        .authorizeHttpRequests(every -> every.anyRequest().permitAll())
        .oauth2Login(login -> login
            .loginPage("/login")
            .loginProcessingUrl(callback.getPath())
            .defaultSuccessUrl("/", true)
            .failureHandler(new ForwardAuthenticationFailureHandler("/failed")))
        .addFilterBefore(checkIssuer, OAuth2LoginAuthenticationFilter.class)
        .logout(with -> with.logoutSuccessHandler(logout))
        // 退出通知：市民在别处退出、取消授权时发来签名的 logout_token，核对和结束会话由它完成。
        // 它的地址是 /logout/connect/back-channel/cloud，与别的语言同一个地址的由下面转过去
        .oidcLogout(notices -> notices.backChannel(Customizer.withDefaults()))
        .build();
  }

  // 退出通知的地址写 /backchannel-logout
  @Bean
  FilterRegistrationBean<Filter> notices() {
    var notices = new FilterRegistrationBean<Filter>((request, response, chain) -> request
        .getRequestDispatcher("/logout/connect/back-channel/cloud")
        .forward(request, response));
    notices.addUrlPatterns("/backchannel-logout");
    notices.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return notices;
  }

  @GetMapping("/login")
  RedirectView login() {
    return new RedirectView("/oauth2/authorization/cloud");
  }

  // 市民点了“不同意”时也到这里，不要自动重试
  @RequestMapping("/failed")
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  String failed() {
    return "<p>登录没有完成</p><p><a href=\"/login\">再试一次</a></p>";
  }

  @GetMapping("/")
  String home(@AuthenticationPrincipal OidcUser user, CsrfToken csrf) {
    if (user == null) return "<p><a href=\"/login\">使用国家公共文化云登录</a></p>";
    var nickname = user.getNickName() == null ? "文化用户" : user.getNickName();
    return """
        <p data-account="%s">您好，%s</p>
        <form method="post" action="/logout">
          <input type="hidden" name="_csrf" value="%s"><button>退出</button>
        </form>
        """.formatted(user.getSubject(), HtmlUtils.htmlEscape(nickname, "UTF-8"), csrf.getToken());
  }
}
