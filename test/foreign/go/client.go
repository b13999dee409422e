// What the generated Go client does: who am I, a picture and an entry sent, and found in the list.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/google/uuid"

	openapi "github.com/GIT_USER_ID/GIT_REPO_ID"
)

func main() {
	configuration := openapi.NewConfiguration()
	configuration.Servers = openapi.ServerConfigurations{{URL: os.Getenv("ORIGIN")}}
	configuration.AddDefaultHeader("Authorization", "Bearer "+os.Getenv("TOKEN"))
	client := openapi.NewAPIClient(configuration)
	ctx := context.Background()

	me, _, err := client.OverviewAPI.GetMe(ctx).Execute()
	must(err)
	picture, err := os.Open(os.Getenv("PICTURE"))
	must(err)
	file, _, err := client.FilesAPI.PostFiles(ctx).File(picture).Execute()
	must(err)
	news := openapi.ContentNews{
		Title: "Go 的消息", Summary: "由生成的客户端发送", Cover: []string{file.Id}, CoverAlt: "彩色的条纹", RegionCode: "330106",
		Category: "notice", PublishedOn: "2026-11-24", SourceName: "青溪县文化馆", CopyrightOwner: "青溪县文化馆", Licence: "display",
	}
	news.SetBody("由生成的客户端发送的正文。")
	news.SetPcUrl("https://m.qx.example.cn/news/1")
	written, _, err := client.ResourcesAPI.PutResourcesChannelExternalId(ctx, "news", "go-"+uuid.NewString()).
		ResourceContent(openapi.ResourceContent{ContentNews: &news}).IdempotencyKey(uuid.NewString()).Execute()
	must(err)
	list, _, err := client.ResourcesAPI.GetResources(ctx).Channel("news").Execute()
	must(err)
	fmt.Printf("%s, %s, %s, %d in the list\n", me.Institution.Name, me.Application.ClientId[:4], written.Result, len(list.Items))
}

func must(err error) {
	if refused, ok := err.(*openapi.GenericOpenAPIError); ok {
		log.Fatalf("%v %s", err, refused.Body())
	}
	if err != nil {
		log.Fatal(err)
	}
}
