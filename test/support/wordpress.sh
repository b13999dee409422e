#!/bin/sh
# WordPress of Debian with the plugin of this folder and a database of its own, which ends with it: sh wordpress.sh 5055
set -eu
port=$1
if [ ! -d site ]; then
  cp -rL /usr/share/wordpress site
  cp -r ncc-login site/wp-content/plugins/
  mkdir -p site/wp-content/themes/plain
  echo '/* Theme Name: plain */' > site/wp-content/themes/plain/style.css
  echo '<?php while (have_posts()) { the_post(); the_content(); }' > site/wp-content/themes/plain/index.php
  mariadb-install-db --no-defaults --datadir="$PWD/data" --auth-root-authentication-method=normal > /dev/null
fi
setpriv --pdeathsig KILL mariadbd --no-defaults --datadir="$PWD/data" --socket="$PWD/db.sock" --pid-file="$PWD/db.pid" \
  --skip-networking --user="$(id -un)" &
until mariadb --no-defaults --socket="$PWD/db.sock" -u root -e 'create database if not exists hall' 2> /dev/null; do sleep 0.2; done
cat > site/wp-config.php << END
<?php
define('DB_NAME', 'hall');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$PWD/db.sock');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', 'http://localhost:$port');
define('WP_SITEURL', 'http://localhost:$port');
define('DISABLE_WP_CRON', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as \$name) {
    define("{\$name}_KEY", hash('sha256', \$name));
    define("{\$name}_SALT", hash('sha256', "\$name salt"));
}
\$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require ABSPATH . 'wp-settings.php';
END
php -d error_reporting=0 << 'END'
<?php
define('WP_INSTALLING', true);
require 'site/wp-load.php';
require 'site/wp-admin/includes/upgrade.php';
require_once 'site/wp-admin/includes/plugin.php';
wp_install('某某馆', 'admin', 'admin@localhost.test', false, '', bin2hex(random_bytes(16)));
activate_plugin('ncc-login/ncc-login.php');
switch_theme('plain');
update_option('permalink_structure', '/%postname%/');
$page = wp_insert_post(['post_type' => 'page', 'post_status' => 'publish', 'post_title' => '首页', 'post_content' => '[ncc_login]']);
update_option('show_on_front', 'page');
update_option('page_on_front', $page);
END
exec php -S "localhost:$port" -t site
