package partner;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A partner's site on Spring Security, and a citizen who signs in there: pages are read, forms posted. */
@SpringBootApplication
@RestController
public class Partner {
  public static void main(String[] arguments) throws Exception {
    SpringApplication.run(Partner.class, arguments);
    System.out.println(asCitizen(System.getenv("SITE") + "/"));
    System.exit(0);
  }

  /** What somebody sees who is signed in; everybody else is sent to the Cloud first. */
  @GetMapping("/")
  String home(@AuthenticationPrincipal OidcUser person) {
    return "signed in: " + person.getUserInfo().getClaimAsString("nickname");
  }

  /** Spring sends PKCE for clients without a secret only, unless it is told. */
  @Bean
  SecurityFilterChain security(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var resolver = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
    resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    return http.authorizeHttpRequests(every -> every.anyRequest().authenticated())
        .oauth2Login(login -> login.authorizationEndpoint(at -> at.authorizationRequestResolver(resolver)))
        .build();
  }

  private static String asCitizen(String address) throws Exception {
    HttpClient browser =
        HttpClient.newBuilder().cookieHandler(new CookieManager()).followRedirects(HttpClient.Redirect.ALWAYS).build();
    HttpRequest.Builder asked = HttpRequest.newBuilder(URI.create(address));
    Map<String, String> password =
        Map.of("username", System.getenv("CITIZEN"), "password", System.getenv("PASSWORD"), "agree", "1");
    HttpResponse<String> page = send(browser, asked);
    for (Map<String, String> typed : new Map[] {password, Map.of("scope_profile", "1")}) {
      if (page.body().startsWith("signed in")) break;
      String form = found("(?s)<form\\b.*?</form>", page.body(), 0);
      Map<String, String> fields = new LinkedHashMap<>();
      Matcher inputs = Pattern.compile("<input\\b[^>]*type=\"hidden\"[^>]*>").matcher(form);
      while (inputs.find()) fields.put(attribute(inputs.group(), "name"), attribute(inputs.group(), "value"));
      fields.putAll(typed);
      URI target = page.uri().resolve(attribute(found("<form\\b[^>]*>", form, 0), "action"));
      page =
          send(
              browser,
              HttpRequest.newBuilder(target)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(encoded(fields))));
    }
    return page.body();
  }

  private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder asked) throws Exception {
    return browser.send(asked.header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static String attribute(String tag, String name) {
    String value = found("\\s" + name + "=\"([^\"]*)\"", tag, 1);
    return value.replace("&amp;", "&").replace("&#34;", "\"").replace("&#39;", "'");
  }

  private static String found(String pattern, String text, int group) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(group) : "";
  }
}
