package com.ruoyi.framework.cloud;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;

/** 若依自己的 SecurityConfig 不用改：这一条只管 /cloud 下面的地址，排在它前面。 */
@Configuration
public class CloudLoginConfig {
  @Bean
  @Order(1)
  SecurityFilterChain cloudLogin(HttpSecurity http, ClientRegistrationRepository clients, CloudLogins logins,
      @Value("${NCC_SITE}") String site) throws Exception {
    var issuer = clients.findByRegistrationId("cloud").getProviderDetails().getIssuerUri();

    // Spring Security 6 只对没有 SK 的应用发 PKCE，要打开
    var requests = new DefaultOAuth2AuthorizationRequestResolver(clients, "/cloud/login");
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());

    // 库核对 state、nonce、PKCE 和 id_token 的签名、iss、aud、exp；只有回调里的 iss 由我们核对
    Filter checkIssuer = (request, response, chain) -> {
      var isCallback = ((HttpServletRequest) request).getServletPath().equals("/cloud/callback");
      if (!isCallback || issuer.equals(request.getParameter("iss"))) chain.doFilter(request, response);
      else ((HttpServletResponse) response).sendRedirect(site + "/cloud-done#failed");
    };

    return http
        .securityMatcher("/cloud/**")
        .authorizeHttpRequests(every -> every.anyRequest().permitAll())
        .csrf(AbstractHttpConfigurer::disable) // 下面的两个 POST 都不靠 Cookie
        .oauth2Login(login -> login
            .loginPage("/cloud/login/cloud")
            .loginProcessingUrl("/cloud/callback")
            .authorizationEndpoint(at -> at.authorizationRequestResolver(requests))
            .successHandler((request, response, authentication) -> {
              request.getSession().invalidate(); // 若依用自己的令牌，会话到此为止
              var ticket = logins.begin((OidcUser) authentication.getPrincipal());
              response.sendRedirect(site + "/cloud-done#" + ticket.orElse("failed"));
            })
            // 市民点了“不同意”时也到这里，不要自动重试
            .failureHandler((request, response, error) -> response.sendRedirect(site + "/cloud-done#failed")))
        .addFilterBefore(checkIssuer, OAuth2LoginAuthenticationFilter.class)
        .build();
  }
}
