import type { CheckCode } from '../../checks/checks.ts';

const failurePage = `              .defaultSuccessUrl("/", true)
+             .failureHandler(new ForwardAuthenticationFailureHandler("/failed")))
          .addFilterBefore(checkIssuer, OAuth2LoginAuthenticationFilter.class)
  …
      return new RedirectView("/oauth2/authorization/cloud");
    }

+   // 市民点了“不同意”时也到这里，不要自动重试
+   @RequestMapping("/failed")
+   @ResponseStatus(HttpStatus.BAD_REQUEST)
+   String failed() {
+     return "<p>登录没有完成</p><p><a href=\\"/login\\">再试一次</a></p>";
+   }
+
    @GetMapping("/")`;

/** Lines of the Java sample, with those around them; a test compares them. */
export const spring: Partial<Record<CheckCode, string>> = {
  issuer: `      // 只有回调里的 iss 由我们核对
+     Filter checkIssuer = (request, response, chain) -> {
+       var isCallback = ((HttpServletRequest) request).getRequestURI().equals(callback.getPath());
+       if (!isCallback || issuer.equals(request.getParameter("iss"))) chain.doFilter(request, response);
+       else request.getRequestDispatcher("/failed").forward(request, response);
+     };
      // 退出：先结束自己的会话，再到国家公共文化云退出
  …
              .failureHandler(new ForwardAuthenticationFailureHandler("/failed")))
+         .addFilterBefore(checkIssuer, OAuth2LoginAuthenticationFilter.class)
          .logout(with -> with.logoutSuccessHandler(logout))`,
  addresses: `              .loginProcessingUrl(callback.getPath())
+             .defaultSuccessUrl("/", true)
              .failureHandler(new ForwardAuthenticationFailureHandler("/failed")))`,
  subject: `          </form>
+         """.formatted(user.getSubject(), HtmlUtils.htmlEscape(nickname, "UTF-8"), csrf.getToken());
    }`,
  denied: failurePage,
  retry: failurePage,
  logout: `      // 退出：先结束自己的会话，再到国家公共文化云退出
+     var logout = new OidcClientInitiatedLogoutSuccessHandler(clients);
+     logout.setPostLogoutRedirectUri(callback.resolve("/").toString());
      return http
  …
          .addFilterBefore(checkIssuer, OAuth2LoginAuthenticationFilter.class)
+         .logout(with -> with.logoutSuccessHandler(logout))
          // 退出通知：市民在别处退出、取消授权时发来签名的 logout_token，核对和结束会话由它完成。`,
  notice: `          // 它的地址是 /logout/connect/back-channel/cloud，与别的语言同一个地址的由下面转过去
+         .oidcLogout(notices -> notices.backChannel(Customizer.withDefaults()))
          .build();
  …
    // 退出通知的地址写 /backchannel-logout
    @Bean
+   FilterRegistrationBean<Filter> notices() {
+     var notices = new FilterRegistrationBean<Filter>((request, response, chain) -> request
+         .getRequestDispatcher("/logout/connect/back-channel/cloud")
+         .forward(request, response));
+     notices.addUrlPatterns("/backchannel-logout");
+     notices.setOrder(Ordered.HIGHEST_PRECEDENCE);
+     return notices;
+   }

    @GetMapping("/login")`,
};
