package hall;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.view.RedirectView;
import org.springframework.web.util.HtmlUtils;

@RestController
public class Pages {
  private final Citizens citizens;

  public Pages(Citizens citizens) {
    this.citizens = citizens;
  }

  @GetMapping("/login")
  RedirectView login() {
    return new RedirectView("/oauth2/authorization/cloud");
  }

  @GetMapping("/")
  String home(@AuthenticationPrincipal OidcUser user, CsrfToken csrf, @RequestParam(required = false) String failed) {
    var words = failed == null ? "" : "<p>登录没有完成，请再试一次</p>";
    if (user == null) return words + "<p><a href=\"/login\">使用国家公共文化云登录</a></p>";
    return """
        <p data-account="%s">您好，%s</p>
        <form method="post" action="/logout">
          <input type="hidden" name="_csrf" value="%s"><button>退出</button>
        </form>
        """.formatted(user.getSubject(), HtmlUtils.htmlEscape(citizens.nicknameOf(user), "UTF-8"), csrf.getToken());
  }
}
