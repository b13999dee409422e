import java.io.File;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.FilesApi;
import org.openapitools.client.api.OverviewApi;
import org.openapitools.client.api.ResourcesApi;
import org.openapitools.client.model.Me;
import org.openapitools.client.model.WrittenResource;

/** What every generated Java client does: who am I, a picture and an entry sent, and found in the list. */
public class Client {
  public static void main(String[] arguments) throws Exception {
    ApiClient client = Connection.to(System.getenv("ORIGIN"), System.getenv("TOKEN"));
    Me me = new OverviewApi(client).getMe();
    UUID cover = new FilesApi(client).postFiles(new File(System.getenv("PICTURE"))).getId();
    ResourcesApi resources = new ResourcesApi(client);
    String number = "java-" + UUID.randomUUID();
    WrittenResource written =
        resources.putResourcesChannelExternalId(
            "news", number, Connection.news(cover.toString()), null, null, UUID.randomUUID(), null);
    int found = resources.getResources("news", null, null, null, null).getItems().size();
    System.out.printf(
        "%s, %s, %s, %d in the list%n",
        me.getInstitution().getName(), me.getApplication().getClientId().substring(0, 4), written.getResult(), found);
    System.exit(0); // some libraries leave threads behind
  }
}
