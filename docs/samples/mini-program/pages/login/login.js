const app = getApp();

Page({
  data: { url: '', failed: false },

  async onLoad() {
    try {
      const { data } = await app.ask('/mini/begin', 'POST');
      app.secret = data.secret; // 只在内存里，不进网址
      this.setData({ url: data.url });
    } catch {
      this.setData({ failed: true });
    }
  },
});
