App({
  server: 'http://localhost:5055', // 您的服务器；正式的是 https，登记为“request 合法域名”和“业务域名”

  ask(path, method, data) {
    const token = wx.getStorageSync('token');
    const header = token ? { authorization: `Bearer ${token}` } : {};
    return new Promise((resolve, reject) =>
      wx.request({ url: this.server + path, method, data, header, success: resolve, fail: reject }),
    );
  },
});
