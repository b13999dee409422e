package hall;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Hall {
  public static void main(String[] args) {
    SpringApplication.run(Hall.class, args);
  }

  /** 在回调地址的端口上运行；自己的项目用 server.port。 */
  @Bean
  WebServerFactoryCustomizer<ConfigurableWebServerFactory> port(@Value("${NCC_CALLBACK}") URI callback) {
    return server -> server.setPort(callback.getPort());
  }
}
