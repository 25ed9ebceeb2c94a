#!/bin/bash
# A real WordPress from Debian's packages on 127.0.0.1:$PORT, with 120 articles over two years and a few that
# must not be seen. Runs as root and can be run again: what is there already is kept. Prints its address.
#   wordpress.sh start          bring it up
#   wordpress.sh stop           stop its two servers
#   wordpress.sh php CODE       run PHP inside it
set -eu
PORT=${PORT:-8091}
HERE=${REPOST_WORDPRESS:-$(cd "$(dirname "$0")/../.." && pwd)/.local/real/wordpress}
ARTICLES=${ARTICLES:-120}
URL=http://127.0.0.1:$PORT
SOCKET=$HERE/database.sock
export HERE ARTICLES PORT

runs() { [ -s "$HERE/$1.pid" ] && kill -0 "$(cat "$HERE/$1.pid")" 2>/dev/null; }

install_packages() {
  command -v mariadbd >/dev/null && [ -d /usr/share/wordpress/wp-content/themes/twentytwentythree ] &&
    php -m | grep -qi mysqli && return
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    wordpress wordpress-theme-twentytwentythree php-cli php-mysql php-xml php-mbstring php-curl php-gd \
    mariadb-server curl >/dev/null
}

write_site() {
  [ -d "$HERE/site" ] || cp -rL /usr/share/wordpress "$HERE/site"
  mkdir -p "$HERE/site/wp-content/mu-plugins" "$HERE/site/wp-content/uploads"
  cat >"$HERE/site/wp-config.php" <<PHP
<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$SOCKET'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '$URL'); define('WP_SITEURL', '$URL');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_POST_REVISIONS', false);
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
PHP
  # What a security plugin does to the REST API, switched by an option.
  cat >"$HERE/site/wp-content/mu-plugins/switches.php" <<'PHP'
<?php
add_filter('rest_authentication_errors', function ($error) {
  return get_option('rest_is_off') ? new WP_Error('rest_disabled', 'No.', ['status' => 401]) : $error;
});
add_action('wp_head', function () {
  if (is_singular() && get_post_meta(get_the_ID(), 'noindex', true)) echo '<meta name="robots" content="noindex">';
});
PHP
  # What .htaccess does under Apache.
  cat >"$HERE/router.php" <<'PHP'
<?php
file_put_contents(__DIR__ . '/requests.log', $_SERVER['REQUEST_URI'] . "\n", FILE_APPEND | LOCK_EX);
$path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if ($path !== '/' && is_file(__DIR__ . '/site' . $path)) return false;
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = __DIR__ . '/site/index.php';
chdir(__DIR__ . '/site');
require __DIR__ . '/site/index.php';
PHP
  cat >"$HERE/inside.php" <<'PHP'
<?php
define('WP_INSTALLING', getenv('STEP') === 'install');
$_SERVER['HTTP_HOST'] = '127.0.0.1:' . getenv('PORT'); $_SERVER['REQUEST_URI'] = '/';
require getenv('HERE') . '/site/wp-load.php';
if (getenv('STEP') === 'install') {
  require ABSPATH . 'wp-admin/includes/upgrade.php';
  add_filter('pre_wp_mail', '__return_true');
  wp_install('A Blog & Its “Owner”', 'ada', 'ada@blog.example', true, '', wp_generate_password());
  update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
  switch_theme('twentytwentythree');
} elseif (getenv('STEP') === 'fill') {
  require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
  global $wp_rewrite; $wp_rewrite->init(); $wp_rewrite->flush_rules(true);
  update_option('timezone_string', 'Europe/Berlin');
  foreach (get_posts(['numberposts' => -1, 'post_status' => 'any']) as $post) wp_delete_post($post->ID, true);
  $categories = array_map('wp_create_category', ['Tech', 'Life & Work', 'Travel', 'R&D', 'Ünïcode']);
  $articles = (int) getenv('ARTICLES'); $step = (int) (2 * 365 * 86400 / $articles); $newest = time() - 3600;
  $dates = fn($time) => ['post_date_gmt' => gmdate('Y-m-d H:i:s', $time),
                         'post_date' => get_date_from_gmt(gmdate('Y-m-d H:i:s', $time))];
  for ($i = 0; $i < $articles; $i++) {
    $at = $dates($newest - $i * $step);
    // As the editor does: a draft first, so that the GUID is ?p=ID; every other one published at once.
    $id = wp_insert_post(['post_title' => "Article & number $i", 'post_content' => "<p>The words of $i.</p>",
      'post_status' => $i % 2 ? 'publish' : 'draft', 'post_author' => 1,
      'post_category' => array_slice([$categories[$i % 5], $categories[($i * 3 + 1) % 5]], 0, 1 + $i % 2),
      'tags_input' => array_slice(['python', 'Q&A', '日本'], 0, $i % 4)] + $at);
    update_post_meta($id, 'number', $i);
    if ($i % 2 == 0) wp_update_post(['ID' => $id, 'post_status' => 'publish', 'edit_date' => true] + $at);
  }
  foreach ([['Draft', 'draft', ''], ['Private', 'private', ''], ['Scheduled', 'future', ''],
            ['Locked', 'publish', 'password'], ['Pending', 'pending', '']] as [$title, $status, $password])
    wp_insert_post(['post_title' => $title, 'post_content' => 'x', 'post_status' => $status, 'post_author' => 1,
      'post_password' => $password] + $dates($status === 'future' ? time() + 864000 : time() - 86400 * 40));
} else {
  function article($number) { // the ID of an article, wherever it has gone
    return get_posts(['meta_key' => 'number', 'meta_value' => $number,
      'post_status' => ['publish', 'private', 'trash', 'draft']])[0]->ID;
  }
  eval(getenv('STEP'));
}
PHP
}

database() { mariadb --no-defaults -S "$SOCKET" -uroot "$@"; }

start() {
  install_packages
  mkdir -p "$HERE"
  write_site
  if [ ! -d "$HERE/database/mysql" ]; then
    mkdir -p "$HERE/database"
    mariadb-install-db --no-defaults --user=root --datadir="$HERE/database" \
      --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1
  fi
  if ! runs database; then
    nohup mariadbd --no-defaults --user=root --datadir="$HERE/database" --socket="$SOCKET" \
      --pid-file="$HERE/mariadb.pid" --skip-networking --innodb-buffer-pool-size=64M \
      --innodb-flush-log-at-trx-commit=0 >"$HERE/database.log" 2>&1 &
    echo $! >"$HERE/database.pid"
  fi
  for _ in $(seq 100); do
    database -e 'create database if not exists wordpress character set utf8mb4' 2>/dev/null && break
    sleep 0.1
  done
  if ! database wordpress -e 'select 1 from wp_options limit 1' >/dev/null 2>&1; then
    STEP=install php "$HERE/inside.php"
    STEP=fill php "$HERE/inside.php"
  fi
  if ! runs web; then
    nohup php -q -d memory_limit=256M -S "127.0.0.1:$PORT" -t "$HERE/site" "$HERE/router.php" \
      >"$HERE/web.log" 2>&1 &
    echo $! >"$HERE/web.pid"
  fi
  for _ in $(seq 100); do
    curl -fsS -o /dev/null "$URL/feed/" 2>/dev/null && break
    sleep 0.1
  done
  echo "$URL"
}

case ${1:-start} in
  start) start ;;
  stop) for server in web database; do runs $server && kill "$(cat "$HERE/$server.pid")"; done || true ;;
  php) STEP=$2 php "$HERE/inside.php" ;;
  *) sed -n 2,7p "$0" >&2; exit 2 ;;
esac
