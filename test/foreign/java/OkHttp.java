import java.io.File;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.FilesApi;
import org.openapitools.client.api.OverviewApi;
import org.openapitools.client.api.ResourcesApi;
import org.openapitools.client.model.ContentNews;
import org.openapitools.client.model.GetResources200Response;
import org.openapitools.client.model.Me;
import org.openapitools.client.model.ResourceContent;
import org.openapitools.client.model.WrittenResource;

/** By OkHttp and Gson. */
class Connection {
  private final ApiClient client = new ApiClient();
  private final ResourcesApi resources;

  Connection(String origin, String token) {
    client.setBasePath(origin);
    client.setAccessToken(token);
    resources = new ResourcesApi(client);
  }

  Me me() throws Exception {
    return new OverviewApi(client).getMe().execute();
  }

  UUID send(File picture) throws Exception {
    return new FilesApi(client).postFiles(picture).execute().getId();
  }

  WrittenResource put(String number, ContentNews news, UUID key) throws Exception {
    return resources
        .putResourcesChannelExternalId("news", number, new ResourceContent(news))
        .idempotencyKey(key)
        .execute();
  }

  GetResources200Response list() throws Exception {
    return resources.getResources().channel("news").execute();
  }
}
