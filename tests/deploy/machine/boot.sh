#!/bin/sh
# Starts systemd as the first process of a machine of its own: this one's files, and over them, in
# memory, what it writes. __init__.py runs it in namespaces of its own and names four folders.
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs "$MEMORY"
mkdir "$MEMORY/written" "$MEMORY/work" "$MEMORY/root"
mount -t overlay overlay "$MEMORY/root" \
  -o "lowerdir=/,upperdir=$MEMORY/written,workdir=$MEMORY/work"

cd "$MEMORY/root"
mkdir -p opt/python opt/packages opt/trial host
mount --bind -o ro "$PYTHON" opt/python
mount --bind -o ro "$PACKAGES" opt/packages
mount --bind -o ro "$TRIAL" opt/trial
mount -t proc proc proc
mount --bind -o ro proc/sys proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
for folder in run tmp srv var/lib/casebook var/log/nginx dev etc/systemd/system \
  etc/nginx/sites-enabled; do
  mkdir -p "$folder"
  mount -t tmpfs -o mode=755 tmpfs "$folder"
done
chmod 1777 tmp
for node in null zero full random urandom tty; do
  touch "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
ln -s pts/ptmx dev/ptmx
cp opt/trial/bin/* usr/local/sbin
for unit in sys-kernel-debug sys-kernel-tracing sys-fs-fuse-connections; do
  ln -s /dev/null "etc/systemd/system/$unit.mount"  # they are this machine's, not the new one's
done
pivot_root . host
umount -l host

echo /opt/python/lib > /etc/ld.so.conf.d/trial.conf  # services cannot see a Python in a home
ldconfig
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\n' > /etc/systemd/system/trial.target
kernel=-sys_module,-sys_rawio,-sys_time,-syslog  # rights over what both share
exec env -i container=trial PATH="$PATH" setpriv --bounding-set "$kernel" --inh-caps "$kernel" \
  /lib/systemd/systemd --system --unit=trial.target --show-status=no --log-target=console
