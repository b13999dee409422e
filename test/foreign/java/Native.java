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

/** By the JDK's own client. */
class Connection {
  private final ApiClient client = new ApiClient();
  private final ResourcesApi resources;

  Connection(String origin, String token) {
    client.updateBaseUri(origin);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
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
        ResourcesApi.APIPutResourcesChannelExternalIdRequest.newBuilder()
            .channel("news")
            .externalId(number)
            .resourceContent(new ResourceContent(news))
            .idempotencyKey(key)
            .build());
  }

  GetResources200Response list() throws Exception {
    return resources.getResources(ResourcesApi.APIGetResourcesRequest.newBuilder().channel("news").build());
  }
}
