package com.ruoyi.web.controller.cloud;

import com.ruoyi.framework.cloud.CloudLogins;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/cloud")
public class CloudLoginController {
  private final CloudLogins logins;

  public CloudLoginController(CloudLogins logins) {
    this.logins = logins;
  }

  /** 前端用一次性编号换若依的令牌。 */
  @PostMapping("/finish")
  public ResponseEntity<Map<String, String>> finish(@RequestParam String ticket) {
    return logins.finish(ticket).map(ResponseEntity::ok).orElseGet(() -> ResponseEntity.badRequest().build());
  }

  /** 退出通知：回答 200，不对的回答 400。 */
  @PostMapping("/backchannel-logout")
  public ResponseEntity<Void> notice(@RequestParam("logout_token") String token) {
    try {
      logins.end(token);
      return ResponseEntity.ok().build();
    } catch (JwtException error) {
      return ResponseEntity.badRequest().build();
    }
  }
}
