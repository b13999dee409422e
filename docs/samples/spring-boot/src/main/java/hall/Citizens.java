package hall;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Service;

/** 按 sub 找到或新建您自己的用户；昵称会变，手机号会换，都不能用来认人。 */
@Service
public class Citizens extends OidcUserService {
  private final Map<String, String> nicknames = new ConcurrentHashMap<>(); // 换成您的用户表

  @Override
  public OidcUser loadUser(OidcUserRequest request) {
    var user = super.loadUser(request); // 取用户信息，并核对 sub 是同一个人
    nicknames.put(user.getSubject(), user.getNickName() == null ? "文化用户" : user.getNickName());
    return user;
  }

  public String nicknameOf(OidcUser user) {
    return nicknames.getOrDefault(user.getSubject(), "文化用户");
  }
}
