#!/usr/bin/env bash
# Builds real images from Debian's busybox and gosu into an OCI layout: images.sh LAYOUT
# It needs root, buildah, setcap and apt-get. No network but that of Debian's packages; no image is pulled.
set -euo pipefail
layout=$1
work=$(mktemp -d)
buildah() { command buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"; }
trap 'buildah umount --all > /dev/null 2>&1 || true; rm -rf "$work"' EXIT
mkdir -p "$layout"

packages=$work/packages
mkdir "$packages"
(cd "$packages" && apt-get download busybox-static gosu 2> /dev/null && for one in *.deb; do dpkg -x "$one" root; done)

# begin NAME [BASE]: a container with a small Linux, or one of the images that are there; $root is its root filesystem.
begin() {
  name=$1
  container=$(buildah from "${2:-scratch}")
  root=$(buildah mount "$container")
  [ $# -eq 1 ] || return 0
  mkdir -p "$root"/{bin,etc,tmp,root,home,usr/bin,usr/local/bin,var/tmp,var/lib}
  chmod 1777 "$root/tmp" "$root/var/tmp"
  chmod 700 "$root/root"
  cp "$packages/root/bin/busybox" "$root/bin/busybox"
  for applet in sh cp id chown cat ls wget sleep; do ln "$root/bin/busybox" "$root/bin/$applet"; done
  printf 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$root/etc/passwd"
  printf 'root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n' > "$root/etc/group"
}

# account NAME UID GID HOME [GROUP:GID...]: with the groups that it also belongs to.
account() {
  local name=$1 uid=$2 gid=$3 home=$4 group
  printf '%s:x:%s:%s::%s:/bin/sh\n' "$name" "$uid" "$gid" "$home" >> "$root/etc/passwd"
  printf '%s:x:%s:\n' "$name" "$gid" >> "$root/etc/group"
  for group in "${@:5}"; do printf '%s:x:%s:%s\n' "${group%:*}" "${group#*:}" "$name" >> "$root/etc/group"; done
}

# script PATH: an executable whose text is stdin.
script() {
  mkdir -p "$(dirname "$root$1")"
  cat > "$root$1"
  chmod 755 "$root$1"
}

# layer [SETTING...]: commits what was done so far as one layer, with settings of the image.
layer() {
  buildah config "$@" "$container"
  buildah commit --quiet --format oci "$container" "$name" > /dev/null
  buildah rm "$container" > /dev/null
}

# give: puts the image into the layout.
give() {
  buildah push --quiet "$name" "oci:$layout:$name"
}

# As Gitea's: root, and a supervisor that starts each service as another user.
begin gitea
account git 1000 1000 /data/git
mkdir -p "$root/data" "$root/etc/s6/gitea"
script /usr/bin/s6-svscan <<< '#!/bin/sh'
script /usr/bin/entrypoint <<< $'#!/bin/sh\nmkdir -p /data/git\nchown git:git /data/git\nexec "$@"'
layer --entrypoint '["/usr/bin/entrypoint"]' --cmd '/usr/bin/s6-svscan /etc/s6' --volume /data --port 3000 --port 22
give

# As pgAdmin's: a user, and an interpreter with a file capability that a script starts.
begin pgadmin
account pgadmin 5050 0 /home/pgadmin
mkdir -p "$root/venv/bin" "$root/var/lib/pgadmin" "$root/pgadmin4"
cp "$packages/root/bin/busybox" "$root/venv/bin/python3"
setcap cap_net_bind_service=+eip "$root/venv/bin/python3"
chown 5050:0 "$root/var/lib/pgadmin"
chmod g=u "$root/var/lib/pgadmin"
script /entrypoint.sh <<< $'#!/bin/sh\nexec /venv/bin/python3 /pgadmin4/run.py'
layer --entrypoint '["/entrypoint.sh"]' --user 5050 --workingdir /pgadmin4 --volume /var/lib/pgadmin --port 80
give

# As curl's: a user by name, nothing to write.
begin curl
account curl_user 100 101 /home/curl_user
mkdir "$root/home/curl_user"
chown 100:101 "$root/home/curl_user"
cp "$packages/root/bin/busybox" "$root/usr/bin/curl"
layer --entrypoint '["curl"]' --user curl_user
give

# As SonarQube's: a user whose folders hold files of the image, also one that is a declared volume.
begin sonarqube
account sonarqube 1000 0 /opt/sonarqube
mkdir -p "$root"/opt/sonarqube/{data,extensions,logs,temp,lib}
echo plugin > "$root/opt/sonarqube/extensions/plugin.jar"
ln -s plugin.jar "$root/opt/sonarqube/extensions/latest.jar"
mkdir "$root/opt/sonarqube/data/es"
echo index > "$root/opt/sonarqube/data/es/index"
chmod 400 "$root/opt/sonarqube/data/es/index"
echo library > "$root/opt/sonarqube/lib/sonar.jar"
chown -R 1000:0 "$root"/opt/sonarqube/{data,extensions,logs,temp}
script /opt/sonarqube/docker/entrypoint.sh <<< $'#!/bin/sh\nexec cat /opt/sonarqube/lib/sonar.jar'
layer --entrypoint '["/opt/sonarqube/docker/entrypoint.sh"]' --user sonarqube --workingdir /opt/sonarqube --port 9000 \
  --volume /opt/sonarqube/data --volume /opt/sonarqube/logs
give

# A cache that starts as root and changes to its user; gosu comes from Debian.
begin stepdown
account cache 999 999 /data
mkdir "$root/data"
chown 999:999 "$root/data"
cp "$packages/root/usr/sbin/gosu" "$root/usr/local/bin/gosu"
cp "$packages/root/bin/busybox" "$root/usr/local/bin/cache-server"
script /usr/local/bin/docker-entrypoint.sh <<< $'#!/bin/sh\nset -e\nif [ "$1" = cache-server ] && [ "$(id -u)" = 0 ]; then\n  chown -R cache:cache /data\n  exec gosu cache "$0" "$@"\nfi\nexec "$@"'
layer --entrypoint '["docker-entrypoint.sh"]' --cmd cache-server --volume /data --workingdir /data --port 6379
give

# Layers that take away, replace and link what those below have.
begin layered
account app 1001 1001 /app app:1001 audio:29
mkdir -p "$root"/app/{cache,old,logs} "$root/opt/tools" "$root/srv/open"
echo 1 > "$root/app/old/a"
echo 1 > "$root/app/cache/a"
cp "$packages/root/bin/busybox" "$root/opt/tools/su"
cp "$packages/root/bin/busybox" "$root/opt/tools/gone"
cp "$packages/root/bin/busybox" "$root/opt/tools/ping"
chmod 4755 "$root/opt/tools/su" "$root/opt/tools/gone"
setcap cap_net_raw=+p "$root/opt/tools/ping"
chown -R 1001:1001 "$root/app"
mkdir -p "$root/app/cache/sealed/inner"
chmod 1777 "$root/srv/open"
layer --user app --workingdir /app --cmd 'sleep 1'
begin layered layered
rm -r "$root/app/old" "$root/opt/tools/gone"
rm -r "$root/app/logs"
mkdir "$root/app/logs"
ln "$root/opt/tools/su" "$root/opt/tools/sudo"
chown 0:0 "$root/app"
rm "$root/app/cache/a"
cp "$packages/root/bin/busybox" "$root/opt/tools/tcpdump"
setcap cap_net_raw,cap_net_admin=+ep "$root/opt/tools/tcpdump"
layer --env SECRET=hidden --env MODE=test
give

# Nothing but a program, for two platforms.
begin tiny
rm -r "${root:?}"/{etc,tmp,home,var}
mv "$root/bin/busybox" "$root/program"
rm -r "$root/bin" "$root/usr" "$root/root"
layer --entrypoint '["/program"]' --user 65532:65532 --port 8080
give
