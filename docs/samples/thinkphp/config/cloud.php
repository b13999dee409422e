<?php

// 环境变量优先于 .env
return array_map(fn (string $name): string => (string) (getenv($name) ?: env($name, '')), [
    'issuer' => 'NCC_ISSUER',
    'ak' => 'NCC_AK',
    'sk' => 'NCC_SK',
    'callback' => 'NCC_CALLBACK',
]);
