import java.net.URI;
import org.openapitools.client.ApiClient;
import org.openapitools.client.model.ContentNews;
import org.openapitools.client.model.ResourceContent;

class Connection {
  static ApiClient to(String origin, String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(origin);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    return client;
  }

  static ResourceContent news(String cover) {
    ContentNews news =
        new ContentNews()
            .title("Java 的消息")
            .summary("由生成的客户端发送")
            .addCoverItem(cover)
            .coverAlt("彩色的条纹")
            .regionCode("330106")
            .category(ContentNews.CategoryEnum.NOTICE)
            .publishedOn("2026-11-24")
            .body("由生成的客户端发送的正文。")
            .pcUrl(URI.create("https://m.qx.example.cn/news/1"))
            .sourceName("青溪县文化馆")
            .copyrightOwner("青溪县文化馆")
            .licence(ContentNews.LicenceEnum.DISPLAY);
    return new ResourceContent(news);
  }
}
