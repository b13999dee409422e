import java.io.File;
import java.net.URI;
import java.time.LocalDate;
import java.util.UUID;
import org.openapitools.client.model.ContentNews;
import org.openapitools.client.model.Me;
import org.openapitools.client.model.WrittenResource;

/** What every generated Java client does: who am I, a picture and an entry sent, and found in the list. */
public class Client {
  public static void main(String[] arguments) throws Exception {
    Connection connection = new Connection(System.getenv("ORIGIN"), System.getenv("TOKEN"));
    Me me = connection.me();
    UUID cover = connection.send(new File(System.getenv("PICTURE")));
    WrittenResource written = connection.put("java-" + UUID.randomUUID(), news(cover.toString()), UUID.randomUUID());
    System.out.printf(
        "%s, %s, %s, %d in the list%n",
        me.getInstitution().getName(),
        me.getApplication().getClientId().substring(0, 4),
        written.getResult(),
        connection.list().getItems().size());
    System.exit(0); // some libraries leave threads behind
  }

  private static ContentNews news(String cover) {
    return new ContentNews()
        .title("Java 的消息")
        .summary("由生成的客户端发送")
        .addCoverItem(cover)
        .coverAlt("彩色的条纹")
        .regionCode("330106")
        .category(ContentNews.CategoryEnum.NOTICE)
        .publishedOn(LocalDate.of(2026, 11, 24))
        .body("由生成的客户端发送的正文。")
        .pcUrl(URI.create("https://m.qx.example.cn/news/1"))
        .sourceName("青溪县文化馆")
        .copyrightOwner("青溪县文化馆")
        .licence(ContentNews.LicenceEnum.DISPLAY);
  }
}
