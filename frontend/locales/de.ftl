overview = Übersicht
rooms = Räume
skip = Zum Inhalt
language = Sprache
theme = Farben: { $name }
theme-auto = wie das System
theme-light = hell
theme-dark = dunkel
retry = Erneut versuchen
ago = vor { $span }

notices = Hinweise
banner-demo = Vorführung: Diese Räume sind aufgezeichnet oder simuliert, es sind nicht Ihre.
banner-open = Jede Person in diesem Netz kann hier lesen und schreiben.
banner-lost = Keine Verbindung: Was Sie sehen, ist von { $time }.
banner-unreachable = Der Server ist nicht erreichbar. Diese Seite versucht es weiter.

connection-connecting = Verbindet
connection-websocket = Live · WebSocket
connection-long_polling = Live · lange Abfrage
connection-polling = Abfrage alle 3 s
connection-offline = Getrennt seit { $time }
connection-stopped = Getrennt
detail-latency = Hin und zurück
detail-heard = Letzte Nachricht
detail-resumed = Zuletzt fortgesetzt
detail-frames = Empfangene Nachrichten
detail-point = Empfangen bis Nr.
detail-trying = Wird versucht
resumed-memory = nichts hat gefehlt
resumed-stream = nichts hat gefehlt
resumed-snapshot = alles neu geladen
resumed-reset = alles neu geladen
trying-stopped = nichts: hier getrennt
trying-refused = kein WebSocket: Der Server hat abgelehnt ({ $reason })
trying-told = WebSocket in { $span }, wie der Server verlangt ({ $reason })
trying-nothing = nichts, alles ist gut
trying-websocket = WebSocket, Versuch { $attempt }
trying-later = WebSocket in { $span }, Versuch { $attempt }
reconnect = Neu verbinden

headline-air = { $room } braucht Luft.
headline-now = { $quantity } liegt bei { $value }.
headline-forecast = { $quantity } liegt bei { $value } und erreicht nach der Vorhersage { $forecast } gegen { $time }.
headline-worst = { $room }: Luft { $level }.
headline-because = { $others ->
    [0] { $what } begrenzt den Wert.
    [one] { $what } begrenzt den Wert; ein weiterer Raum ist nicht gut.
   *[other] { $what } begrenzt den Wert; { $others } weitere Räume sind nicht gut.
  }
headline-good = Die Luft ist überall gut.
headline-some-silent = { $count ->
    [one] Ein Raum sendet nichts.
   *[other] { $count } Räume senden nichts.
  }
headline-silent = Im Augenblick ist kein Sensor zu hören.

level-excellent = Ausgezeichnet
level-good = Gut
level-fair = Mäßig
level-poor = Schlecht
level-severe = Sehr schlecht
level-offline = Getrennt
trend-improving = wird besser
trend-worsening = wird schlechter
trend-stable = gleich
tile-limited = Begrenzt durch { $what }
tile-nothing = Nichts zu verbessern
tile-unscored = Nichts Gemessenes hat eine Skala
tile-silent = Seit { $span } keine Werte, zuletzt { $time }
tile-never = Nie gehört
empty-title = Noch kein Raum
empty-how = Senden Sie einen ersten Messwert, dann erscheint sein Raum hier:

range = Zeitraum
range-live = Live
range-1h = 1 Std.
range-24h = 24 Std.
range-7d = 7 T.
range-30d = 30 T.
quantity = Messgröße
chart = Diagramm
chart-title = { $quantity }, { $room }
chart-measured = Gemessen
chart-forecast = Vorhersage, { $share }-Band
chart-forecast-point = Vorhersage { $value } ({ $low } bis { $high })
chart-now = jetzt
chart-gap = keine Werte
chart-keys = Die Pfeiltasten lesen die Werte.
chart-loading = Lädt …
chart-empty = In diesem Zeitraum wurde nichts gemessen.
chart-failed = Der Verlauf kann nicht geladen werden.
table-show = Als Tabelle zeigen
table-time = Zeit
table-forecast = Vorhersage
table-low = Unten
table-high = Oben

actions = Was jetzt zu tun ist
actions-none = Es ist nichts zu tun.
action-acknowledged = Zur Kenntnis genommen.
action-raised = Vorgeschlagen { $time }.
action-confidence = Sicherheit: { $share }.
done = Erledigt
acknowledge = Zur Kenntnis nehmen
snooze = { $minutes } Min. später
why = Warum?
feedback-failed = Das wurde nicht behalten: { $reason }
advice-open_window = Fenster öffnen: { $room }
because-co2_forecast_above = { $quantity } liegt bei { $value } und erreicht nach der Vorhersage { $forecast } innerhalb von { $within_s }; die Grenze ist { $limit }.
because-co2_above = { $quantity } liegt bei { $value }, über der Grenze von { $limit }.
expected = Erwartet: { $quantity } bei { $value } innerhalb von { $span }.
note-outdoor_unknown = Die Außenluft wird nicht gemessen.

alerts = Warnungen
alert-since = Seit { $time }.
alert-acknowledged = Zur Kenntnis genommen.
because-quantity_above = { $quantity } liegt bei { $value }, über { $limit }.
because-device_offline = { $device } schweigt seit { $last_seen_at }.

place = Neue Geräte
place-how = Diese Sensoren sagen nicht, wo sie sind.
place-site = Standort
place-room = Raum
place-submit = Zuordnen
place-failed = Das Gerät konnte nicht zugeordnet werden: { $reason }

quantity-co2_ppm = CO₂
quantity-pm1_ugm3 = PM1
quantity-pm25_ugm3 = PM2,5
quantity-pm10_ugm3 = PM10
quantity-tvoc_ppb = VOC
quantity-tvoc_ugm3 = VOC
quantity-voc_index = VOC-Index
quantity-nox_index = NOx-Index
quantity-co_ppm = Kohlenmonoxid
quantity-no2_ppb = Stickstoffdioxid
quantity-o3_ppb = Ozon
quantity-hcho_ugm3 = Formaldehyd
quantity-radon_bqm3 = Radon
quantity-temperature_c = Temperatur
quantity-humidity_pct = Feuchte
quantity-pressure_hpa = Luftdruck
quantity-noise_dba = Lärm
quantity-light_lux = Licht
quantity-occupancy = Personen
short-co2_ppm = CO₂ ppm
short-pm1_ugm3 = PM1
short-pm25_ugm3 = PM2,5
short-pm10_ugm3 = PM10
short-tvoc_ppb = VOC ppb
short-tvoc_ugm3 = VOC µg
short-voc_index = VOC
short-nox_index = NOx
short-co_ppm = CO ppm
short-no2_ppb = NO₂ ppb
short-o3_ppb = O₃ ppb
short-hcho_ugm3 = HCHO
short-radon_bqm3 = Radon
short-temperature_c = °C
short-humidity_pct = % rF
short-pressure_hpa = hPa
short-noise_dba = dB(A)
short-light_lux = Lux
short-occupancy = Pers.
