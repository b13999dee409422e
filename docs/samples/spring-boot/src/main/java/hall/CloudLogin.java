package hall;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OidcBackChannelLogoutHandler;
import org.springframework.security.oauth2.client.oidc.session.InMemoryOidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;

/** 用国家公共文化云登录：整个文件可以搬进您的项目。 */
@Configuration
public class CloudLogin {
  @Bean
  SecurityFilterChain security(HttpSecurity http, ClientRegistrationRepository clients, Citizens citizens)
      throws Exception {
    var cloud = clients.findByRegistrationId("cloud");
    var issuer = cloud.getProviderDetails().getIssuerUri();
    var callback = URI.create(cloud.getRedirectUri());

    // Spring Security 6 只对没有 SK 的应用发 PKCE，要打开；7（Spring Boot 4）起不用
    var requests = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());

    // 库核对 state、nonce、PKCE 和 id_token 的签名、iss、aud、exp；只有回调里的 iss 由我们核对
    Filter checkIssuer = (request, response, chain) -> {
      var isCallback = ((HttpServletRequest) request).getRequestURI().equals(callback.getPath());
      if (!isCallback || issuer.equals(request.getParameter("iss"))) chain.doFilter(request, response);
      else ((HttpServletResponse) response).sendRedirect("/?failed");
    };

    // 退出：先结束自己的会话，再到国家公共文化云退出
    var logout = new OidcClientInitiatedLogoutSuccessHandler(clients);
    logout.setPostLogoutRedirectUri(callback.resolve("/").toString());

    return http
        .authorizeHttpRequests(every -> every.requestMatchers("/", "/login", "/error").permitAll()
            .anyRequest().authenticated())
        .oauth2Login(login -> login
            .loginPage("/login")
            .loginProcessingUrl(callback.getPath())
            .authorizationEndpoint(at -> at.authorizationRequestResolver(requests))
            .userInfoEndpoint(at -> at.oidcUserService(citizens))
            .defaultSuccessUrl("/", true)
            .failureUrl("/?failed")) // 市民点了“不同意”时也到这里，不要自动重试
        .addFilterBefore(checkIssuer, OAuth2LoginAuthenticationFilter.class)
        .logout(with -> with.logoutSuccessHandler(logout))
        // 退出通知：签名的 logout_token 由它核对，会话由它结束。地址是 /logout/connect/back-channel/cloud
        .oidcLogout(notices -> notices.backChannel(Customizer.withDefaults()))
        .build();
  }

  /** 哪一次登录是哪个会话；几台服务器时换成存在数据库里的。 */
  @Bean
  OidcSessionRegistry logins() {
    return new InMemoryOidcSessionRegistry();
  }

  /** 它按会话的 Cookie 结束会话，默认当作 JSESSIONID：Cookie 改了名字就要告诉它，否则回答 200 却什么也没有结束。 */
  @Bean
  OidcBackChannelLogoutHandler notices(OidcSessionRegistry logins,
      @Value("${server.servlet.session.cookie.name:JSESSIONID}") String cookie) {
    var handler = new OidcBackChannelLogoutHandler(logins);
    handler.setSessionCookieName(cookie);
    return handler;
  }
}
