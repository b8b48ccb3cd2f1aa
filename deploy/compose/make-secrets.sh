#!/bin/sh
# Makes the secrets that compose.yml hands to the containers, and a certificate to try with. What is there already stays.
# 生成 compose.yml 所需的机密文件和试用证书；已存在的文件不会改动。
set -eu
cd "$(dirname "$0")"
# The folder keeps others out. Its files must be readable to the users inside of the containers.
mkdir -p secrets
chmod 700 secrets

make() {
    [ -s "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"
    chmod 644 "secrets/$1"
}
random() {
    openssl rand -hex "$1"
}

make secret-key "$(random 32)"
make owner-password "$(random 12)"
make panel-token "$(random 24)"
make blog-secret "$(random 16)"
make metrics-token "$(random 24)"
make database-password "$(random 24)"
make redis-password "$(random 24)"
make storage-secret "$(random 24)"
make redis.conf "requirepass $(cat secrets/redis-password)
maxmemory 256mb
maxmemory-policy noeviction
save \"\"
"
make s3.json "{\"identities\":[{\"name\":\"portico\",\"credentials\":[{\"accessKey\":\"portico\",\"secretKey\":\"$(cat secrets/storage-secret)\"}],\"actions\":[\"Read:portico\",\"Write:portico\",\"List:portico\",\"Tagging:portico\"]}]}"

if [ ! -s secrets/portico.key ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=accounts.example.com \
        -addext subjectAltName=DNS:accounts.example.com,DNS:blog.example.com \
        -keyout secrets/portico.key -out secrets/portico.crt 2> /dev/null
    chmod 644 secrets/portico.key
fi
echo "Made in $(pwd)/secrets; the owner's password is in owner-password. / 已生成，所有者密码见 owner-password。"
