/** The labels of fields that citizens fill in. Those of institutions are data in Chinese. */
export const labels: Readonly<Record<string, string>> = {
  密码: 'Password',
  新密码: 'New password',
  当前密码: 'Present password',
  用户名: 'Username',
  手机号: 'Mobile number',
  新手机号: 'New mobile number',
  邮箱: 'E-mail address',
  新邮箱: 'New e-mail address',
  验证码: 'Code',
  昵称: 'Nickname',
  名称: 'Name',
  孩子的昵称: 'Nickname of the child',
  孩子的用户名: 'Username of the child',
  孩子的密码: 'Password of the child',
};
