package com.ruoyi.framework.cloud;

import com.ruoyi.common.core.domain.entity.SysUser;
import com.ruoyi.common.core.domain.model.LoginUser;
import com.ruoyi.common.core.redis.RedisCache;
import com.ruoyi.common.utils.SecurityUtils;
import com.ruoyi.framework.web.service.TokenService;
import com.ruoyi.framework.web.service.UserDetailsServiceImpl;
import com.ruoyi.system.service.ISysUserService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Service;
import org.springframework.web.util.UriComponentsBuilder;

/** 从国家公共文化云的一次登录，到若依的令牌；退出通知按 sub、sid 找到令牌，删掉它。 */
@Service
public class CloudLogins {
  private static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";
  private static final String TICKET = "cloud_ticket:";
  private static final String LOGIN = "cloud_login:";

  private final SecureRandom random = new SecureRandom();
  private final ISysUserService users;
  private final UserDetailsServiceImpl details;
  private final TokenService tokens;
  private final RedisCache redis;
  private final String endSession;
  private final NimbusJwtDecoder notices;

  public CloudLogins(ISysUserService users, UserDetailsServiceImpl details, TokenService tokens, RedisCache redis,
      ClientRegistrationRepository clients) {
    this.users = users;
    this.details = details;
    this.tokens = tokens;
    this.redis = redis;
    var cloud = clients.findByRegistrationId("cloud");
    var provider = cloud.getProviderDetails();
    this.endSession = (String) provider.getConfigurationMetadata().get("end_session_endpoint");
    // logout_token 的 typ 是 logout+jwt，默认的解码器只认 JWT
    this.notices = NimbusJwtDecoder.withJwkSetUri(provider.getJwkSetUri())
        .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier((type, context) -> { })).build();
    this.notices.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
        new JwtTimestampValidator(),
        new JwtIssuerValidator(provider.getIssuerUri()),
        new JwtClaimValidator<Object>("exp", exp -> exp != null),
        new JwtClaimValidator<java.util.List<String>>("aud", aud -> aud != null && aud.contains(cloud.getClientId())),
        new JwtClaimValidator<Map<String, Object>>("events", events -> events != null && events.containsKey(LOGOUT)),
        new JwtClaimValidator<String>("sub", sub -> sub != null),
        new JwtClaimValidator<Object>("nonce", nonce -> nonce == null)));
  }

  /** 若依的令牌不进网址：给一个一分钟、只用一次的编号。停用的用户没有。 */
  public Optional<String> begin(OidcUser person) {
    var user = userOf(person);
    if (!"0".equals(user.getStatus())) return Optional.empty();
    var login = (LoginUser) details.createLoginUser(user);
    var token = tokens.createToken(login);
    var sid = Optional.ofNullable(person.getIdToken().getClaimAsString("sid")).orElse("");
    redis.setCacheObject(LOGIN + person.getSubject() + ":" + sid + ":" + login.getToken(), login.getToken(), 30, TimeUnit.DAYS);
    var logout = UriComponentsBuilder.fromUriString(endSession)
        .queryParam("id_token_hint", person.getIdToken().getTokenValue()).toUriString();
    var answer = new HashMap<String, String>(Map.of("token", token, "logoutUrl", logout));
    var ticket = randomText();
    redis.setCacheObject(TICKET + ticket, answer, 1, TimeUnit.MINUTES);
    return Optional.of(ticket);
  }

  public Optional<Map<String, String>> finish(String ticket) {
    Map<String, String> answer = redis.getCacheObject(TICKET + ticket);
    // 删掉它的那一次才算：两次同时来，只有一次有
    return answer != null && redis.deleteObject(TICKET + ticket) ? Optional.of(answer) : Optional.empty();
  }

  /** 不对的抛出 JwtException。 */
  public void end(String logoutToken) {
    Jwt notice = notices.decode(logoutToken);
    var sid = Optional.ofNullable(notice.getClaimAsString("sid")).orElse("*");
    for (String key : redis.keys(LOGIN + notice.getSubject() + ":" + sid + ":*")) {
      tokens.delLoginUser(redis.getCacheObject(key));
      redis.deleteObject(key);
    }
  }

  /** 按 sub 认人：用户名从它算出来（user_name 至多 30 个字），昵称每次更新。角色在“用户管理”里给。 */
  private SysUser userOf(OidcUser person) {
    var name = "ncc_" + hash(person.getSubject()).substring(0, 26);
    var nickname = person.getNickName() == null ? "文化用户" : person.getNickName();
    var known = users.selectUserByUserName(name);
    if (known == null) {
      var made = new SysUser();
      made.setUserName(name);
      made.setNickName(nickname);
      made.setPassword(SecurityUtils.encryptPassword(randomText()));
      users.registerUser(made);
      return users.selectUserByUserName(name);
    }
    known.setNickName(nickname);
    users.updateUserProfile(known);
    return known;
  }

  private String randomText() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hash(String text) {
    try {
      var bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException error) {
      throw new IllegalStateException(error);
    }
  }
}
