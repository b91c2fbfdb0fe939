overview = Vue d’ensemble
rooms = Pièces
skip = Aller au contenu
language = Langue
theme = Couleurs : { $name }
theme-auto = comme le système
theme-light = claires
theme-dark = sombres
retry = Réessayer
ago = il y a { $span }

notices = Remarques
banner-demo = Démonstration : ces pièces sont enregistrées ou simulées, ce ne sont pas les vôtres.
banner-open = Toute personne sur ce réseau peut lire et écrire ici.
banner-lost = Pas de connexion : ce que vous voyez date de { $time }.
banner-unreachable = Le serveur ne répond pas. Cette page continue d’essayer.

connection-connecting = Connexion
connection-websocket = En direct · WebSocket
connection-long_polling = En direct · requêtes longues
connection-polling = Requête toutes les 3 s
connection-offline = Hors ligne depuis { $time }
connection-stopped = Déconnecté
detail-latency = Aller-retour
detail-heard = Dernier message
detail-resumed = Dernière reprise
detail-frames = Messages reçus
detail-point = Reçu jusqu’au n°
detail-trying = En cours d’essai
resumed-memory = rien n’a manqué
resumed-stream = rien n’a manqué
resumed-snapshot = tout a été rechargé
resumed-reset = tout a été rechargé
trying-stopped = rien : déconnecté ici
trying-refused = pas de WebSocket : le serveur l’a refusé ({ $reason })
trying-told = WebSocket dans { $span }, à la demande du serveur ({ $reason })
trying-nothing = rien, tout va bien
trying-websocket = WebSocket, essai { $attempt }
trying-later = WebSocket dans { $span }, essai { $attempt }
reconnect = Se reconnecter

headline-air = { $room } : il faut aérer.
headline-now = { $quantity } est à { $value }.
headline-forecast = { $quantity } est à { $value } et devrait atteindre { $forecast } vers { $time }.
headline-worst = { $room } : air { $level }.
headline-because = { $others ->
    [0] { $what } limite son score.
    [one] { $what } limite son score ; une autre pièce n’est pas bonne.
   *[other] { $what } limite son score ; { $others } autres pièces ne sont pas bonnes.
  }
headline-good = L’air est bon partout.
headline-some-silent = { $count ->
    [one] Une pièce n’envoie rien.
   *[other] { $count } pièces n’envoient rien.
  }
headline-silent = Aucun capteur n’est entendu en ce moment.

level-excellent = Excellent
level-good = Bon
level-fair = Moyen
level-poor = Mauvais
level-severe = Sévère
level-offline = Hors ligne
trend-improving = s’améliore
trend-worsening = se dégrade
trend-stable = stable
tile-limited = Limité par { $what }
tile-nothing = Rien à améliorer
tile-unscored = Rien de mesuré n’a d’échelle
tile-silent = Rien depuis { $span }, vu pour la dernière fois à { $time }
tile-never = Jamais entendu
empty-title = Pas encore de pièce
empty-how = Envoyez une première mesure, et sa pièce apparaît ici :

range = Période
range-live = Direct
range-1h = 1 h
range-24h = 24 h
range-7d = 7 j
range-30d = 30 j
quantity = Grandeur
chart = graphique
chart-title = { $quantity }, { $room }
chart-measured = Mesuré
chart-forecast = Prévision, bande à { $share }
chart-forecast-point = prévision { $value } ({ $low } à { $high })
chart-now = maintenant
chart-gap = pas de donnée
chart-keys = Les flèches lisent les valeurs.
chart-loading = Chargement …
chart-empty = Rien n’a été mesuré pendant cette période.
chart-failed = L’historique ne peut pas être chargé.
table-show = Afficher le tableau
table-time = Heure
table-forecast = Prévision
table-low = Bas
table-high = Haut

actions = Que faire maintenant
actions-none = Il n’y a rien à faire.
action-acknowledged = Pris en compte.
action-raised = Proposé à { $time }.
action-confidence = Confiance : { $share }.
done = Fait
acknowledge = Prendre en compte
snooze = Plus tard ({ $minutes } min)
why = Pourquoi ?
feedback-failed = Cela n’a pas été retenu : { $reason }
advice-open_window = Ouvrir la fenêtre : { $room }
because-co2_forecast_above = { $quantity } est à { $value } et devrait atteindre { $forecast } en { $within_s } ; la limite est { $limit }.
because-co2_above = { $quantity } est à { $value }, au-dessus de la limite de { $limit }.
expected = Attendu : { $quantity } à { $value } en { $span }.
note-outdoor_unknown = L’air extérieur n’est pas mesuré.

alerts = Alertes
alert-since = Depuis { $time }.
alert-acknowledged = Pris en compte.
because-quantity_above = { $quantity } est à { $value }, au-dessus de { $limit }.
because-device_offline = { $device } est silencieux depuis { $last_seen_at }.

place = Nouveaux capteurs
place-how = Ces capteurs ne disent pas où ils sont.
place-site = Site
place-room = Pièce
place-submit = Placer
place-failed = Le capteur n’a pas pu être placé : { $reason }

quantity-co2_ppm = CO₂
quantity-pm1_ugm3 = PM1
quantity-pm25_ugm3 = PM2,5
quantity-pm10_ugm3 = PM10
quantity-tvoc_ppb = COV
quantity-tvoc_ugm3 = COV
quantity-voc_index = indice COV
quantity-nox_index = indice NOx
quantity-co_ppm = monoxyde de carbone
quantity-no2_ppb = dioxyde d’azote
quantity-o3_ppb = ozone
quantity-hcho_ugm3 = formaldéhyde
quantity-radon_bqm3 = radon
quantity-temperature_c = température
quantity-humidity_pct = humidité
quantity-pressure_hpa = pression
quantity-noise_dba = bruit
quantity-light_lux = lumière
quantity-occupancy = personnes
short-co2_ppm = CO₂ ppm
short-pm1_ugm3 = PM1
short-pm25_ugm3 = PM2,5
short-pm10_ugm3 = PM10
short-tvoc_ppb = COV ppb
short-tvoc_ugm3 = COV µg
short-voc_index = COV
short-nox_index = NOx
short-co_ppm = CO ppm
short-no2_ppb = NO₂ ppb
short-o3_ppb = O₃ ppb
short-hcho_ugm3 = HCHO
short-radon_bqm3 = Radon
short-temperature_c = °C
short-humidity_pct = % HR
short-pressure_hpa = hPa
short-noise_dba = dB(A)
short-light_lux = lux
short-occupancy = pers.
