import java.io.File;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.FilesApi;
import org.openapitools.client.api.OverviewApi;
import org.openapitools.client.api.ResourcesApi;
import org.openapitools.client.model.ContentNews;
import org.openapitools.client.model.GetResources200Response;
import org.openapitools.client.model.Me;
import org.openapitools.client.model.WrittenResource;

/**
 * By Spring's RestClient. Made with --schema-mappings ResourceContent=Object: this library would make one class of the
 * contents of all channels.
 */
class Connection {
  private final ApiClient client = new ApiClient();
  private final ResourcesApi resources;

  Connection(String origin, String token) {
    client.setBasePath(origin);
    client.setAccessToken(token);
    resources = new ResourcesApi(client);
  }

  Me me() throws Exception {
    return new OverviewApi(client).getMe();
  }

  UUID send(File picture) throws Exception {
    return new FilesApi(client).postFiles(picture).getId();
  }

  WrittenResource put(String number, ContentNews news, UUID key) throws Exception {
    return resources.putResourcesChannelExternalId(
        new ResourcesApi.PutResourcesChannelExternalIdRequest()
            .channel("news")
            .externalId(number)
            ._object(news)
            .idempotencyKey(key));
  }

  GetResources200Response list() throws Exception {
    return resources.getResources(new ResourcesApi.GetResourcesRequest().channel("news"));
  }
}
