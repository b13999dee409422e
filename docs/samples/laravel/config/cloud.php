<?php

return [
    'issuer' => env('NCC_ISSUER'),
    'ak' => env('NCC_AK'),
    'sk' => env('NCC_SK'),
    'callback' => env('NCC_CALLBACK'),
];
